// One publisher who speaks MessagePack, subscribers of both protocols, and a connection that breaks the protocol.
// Writes what each saw as one object, bytes as base64 with "bytes:" before them. Usage: node mixed.mjs HUB-URL
import { HubConnectionBuilder, JsonHubProtocol, LogLevel, NullLogger } from "@microsoft/signalr";
import { MessagePackHubProtocol } from "@microsoft/signalr-protocol-msgpack";
import WebSocket from "ws";

const url = process.argv[2];
const channel = `topic:mixed-${process.pid}`;

async function connect(protocol) {
  const connection = new HubConnectionBuilder().withUrl(url).withHubProtocol(protocol).configureLogging(LogLevel.None).build();
  const seen = [];
  connection.on("Publication", (publication) => seen.push(publication.data));
  for (const other of ["Welcome", "Presence", "Draining", "Closing"]) connection.on(other, () => undefined);
  await connection.start();
  await connection.invoke("Subscribe", { channel });
  return { connection, seen };
}

async function outcome(act) {
  try {
    return (await act()) ?? null;
  } catch (error) {
    return error.message.replace(/^.*HubException: /s, "").replace(/\n.*$/s, "");
  }
}

/** Sends a frame after the handshake and gives what came until the end. */
function broken(frame) {
  const protocol = new MessagePackHubProtocol();
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url.replace(/^http/, "ws"));
    const messages = [];
    let greeted = false;
    socket.on("open", () => socket.send('{"protocol":"messagepack","version":2}\u001e'));
    socket.on("message", (data) => {
      let bytes = Uint8Array.from(data);
      if (!greeted) {
        greeted = true;
        bytes = bytes.subarray(bytes.indexOf(0x1e) + 1);
        socket.send(frame);
      }
      if (bytes.length > 0) messages.push(...protocol.parseMessages(bytes.slice().buffer, NullLogger.instance));
    });
    socket.on("close", () => resolve(messages.filter((message) => message.target === "Closing" || message.type === 7)));
    socket.on("error", reject);
  });
}

const packed = await connect(new MessagePackHubProtocol());
const json = await connect(new JsonHubProtocol());
const publish = (from, data) => outcome(() => from.connection.invoke("Publish", { channel, type: "note", data }).then(() => "published"));

const answers = {
  bytes: await publish(packed, { b: Uint8Array.of(0, 255), n: [1, -1, 2.5, 2 ** 40] }),
  text: await publish(json, { b: "AP8=", n: [1, -1, 2.5, 2 ** 40] }),
  nan: await publish(packed, { deep: [Number.NaN] }),
  date: await publish(packed, new Date(5)),
  missing: await outcome(() => packed.connection.invoke("Publish", { channel, type: "note" })),
  wrong: await outcome(() => packed.connection.invoke("Publish", { channel, type: "note", data: 1, expectedOffset: "7" })),
  last: await publish(packed, "alive"),
};
const history = await packed.connection.invoke("ReadHistory", { channel });
const historyInJson = await json.connection.invoke("ReadHistory", { channel });
// Answers pass by what waits to go out: the last publication may come after them.
for (const began = Date.now(); (packed.seen.length < 3 || json.seen.length < 3) && Date.now() - began < 60_000; ) await new Promise((resolve) => setTimeout(resolve, 20));
await packed.connection.stop();
await json.connection.stop();

const deep = Uint8Array.from([0x96, 1, 0x80, 0xc0, 0xa1, 0x4d, ...Array(100).fill(0x91), 0xc0, 0x90]);
const result = {
  answers,
  packed: packed.seen,
  json: json.seen,
  history: history.publications.map((publication) => publication.data),
  historyInJson: historyInJson.publications.map((publication) => publication.data),
  malformed: await broken(Uint8Array.of(0x02, 0x91, 0xc1)),
  deep: await broken(Uint8Array.of(deep.length, ...deep)),
};
console.log(JSON.stringify(result, (_, value) => (value instanceof Uint8Array ? "bytes:" + Buffer.from(value).toString("base64") : value?.type === "Buffer" ? "bytes:" + Buffer.from(value.data).toString("base64") : value)));
process.exit(0);
