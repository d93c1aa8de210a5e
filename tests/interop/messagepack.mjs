// Drives a hub of the tests with the official client and prints what it saw as one line of JSON, bytes as base64.
// Usage: node messagepack.mjs URL json|messagepack WebSockets|LongPolling
import { HttpTransportType, HubConnectionBuilder, JsonHubProtocol, LogLevel } from "@microsoft/signalr";
import { MessagePackHubProtocol } from "@microsoft/signalr-protocol-msgpack";

const [url, protocol, transport] = process.argv.slice(2);
const binary = protocol === "messagepack";
const connection = new HubConnectionBuilder()
  .withUrl(url, { transport: HttpTransportType[transport] })
  .withHubProtocol(binary ? new MessagePackHubProtocol() : new JsonHubProtocol())
  .configureLogging(LogLevel.None)
  .build();

const seen = { publications: [], signals: [], steps: {} };
connection.on("Publication", (publication) => seen.publications.push(publication));
connection.on("Signal", (signal) => seen.signals.push(signal));
connection.on("Ask", (question) => ({ text: question.toUpperCase(), bytes: bytes(1, 2, 3) }));

/** Bytes as the protocol takes them in a contract. */
function bytes(...values) {
  return binary ? Uint8Array.from(values) : Buffer.from(values).toString("base64");
}

function collect(stream) {
  return new Promise((resolve, reject) => {
    const items = [];
    stream.subscribe({ next: (item) => items.push(item), complete: () => resolve(items), error: reject });
  });
}

async function step(name, act) {
  try {
    seen.steps[name] = (await act()) ?? null;
  } catch (error) {
    seen.steps[name] = { error: error.message };
  }
}

const publish = (data, more) => connection.invoke("Publish", { channel: "topic:a", type: "note", data, ...more });
const values = [null, true, 0, -1, 127, 128, -129, 65536, 4294967296, -4294967297, Number.MAX_SAFE_INTEGER, 1.5, 1e300, "", "text", "x".repeat(300), "é日😀\n\"",
  [], [1, [2, [3]]], {}, { a: { b: [null, false] }, "ключ": 1 }, Array.from({ length: 20 }, (_, i) => i), Object.fromEntries(Array.from({ length: 20 }, (_, i) => ["k" + i, i]))];

await connection.start();
for (const [i, value] of values.entries()) await step("publish " + i, () => publish(value));
await step("all fields", () => publish(1, { key: "k", removed: true, idempotencyKey: "i", expectedOffset: 7 }));
await step("undefined fields", () => publish(1, { key: undefined, removed: undefined, idempotencyKey: undefined, expectedOffset: undefined }));
await step("unknown fields", () => publish(1, { aliens: [{ deep: [1, 2] }], "": "x" }));
await step("missing field", () => connection.invoke("Publish", { channel: "topic:a", type: "note" }));
await step("wrong type", () => publish(1, { expectedOffset: "7" }));
await step("no arguments", () => connection.invoke("Publish"));
await step("unknown method", () => connection.invoke("Nothing"));
await step("refusal", () => connection.invoke("Refuse"));
await step("subscribe", () => connection.invoke("Subscribe", { channel: "map:a", since: { epoch: "e", offset: 3 }, onGap: "tail", keys: ["a", "b"], maxRate: 2.5, presence: false }));
await step("nothing", () => connection.invoke("Nothings"));
await step("bytes", () => connection.invoke("Reverse", bytes(1, 2, 255)));
await step("ask", () => connection.invoke("AskMe"));
await step("stream", () => collect(connection.stream("Count", 3)));
await step("failing stream", () => collect(connection.stream("Count", -1)));
await step("upload", async () => {
  const { Subject } = await import("@microsoft/signalr");
  const subject = new Subject();
  const sum = connection.invoke("Sum", subject);
  for (const n of [1, 2, 300]) subject.next(n);
  subject.complete();
  return sum;
});
if (binary) {
  await step("data of bytes", () => publish({ b: bytes(0, 255), f: 2.5 }));
  await step("data of NaN", () => publish({ deep: [Number.NaN] }));
  await step("data of a date", () => publish(new Date(5)));
  await step("after all that", () => publish("alive"));
}
await connection.send("SendSignal", { channel: "signal:a", type: "wave", data: { x: 1 } });
// Calls run beside each other here: the answer to a later one says nothing of an earlier one's callback.
for (const began = Date.now(); seen.signals.length === 0 && Date.now() - began < 60_000; ) await new Promise((resolve) => setTimeout(resolve, 20));
await connection.stop();
console.log(JSON.stringify(seen, (_, value) => (value?.type === "Buffer" ? Buffer.from(value.data).toString("base64") : value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value)));
