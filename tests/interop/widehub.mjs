// A stock client uses all that SignalR offers on a hub of an application's own.
// Usage: node widehub.mjs URL json|messagepack TOKEN
import assert from "node:assert/strict";
import { HttpTransportType, HubConnectionBuilder, JsonHubProtocol, LogLevel, Subject } from "@microsoft/signalr";
import { MessagePackHubProtocol } from "@microsoft/signalr-protocol-msgpack";
import { tell } from "./connect.mjs";

const [url, protocol, token] = process.argv.slice(2);
const isPacked = protocol === "messagepack";
const told = [];
let hub;

const until = async (condition) => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
};

await tell({
  async "it connects"() {
    hub = new HubConnectionBuilder()
      .withUrl(url, { transport: HttpTransportType.WebSockets, accessTokenFactory: () => token })
      .withHubProtocol(isPacked ? new MessagePackHubProtocol() : new JsonHubProtocol())
      .configureLogging(LogLevel.None)
      .build();
    hub.on("Double", (number) => 2 * number);
    hub.on("Told", (text) => told.push(text));
    await hub.start();
  },

  async "a stream comes whole"() {
    const seen = [];
    await new Promise((complete, error) => hub.stream("Count", 1000).subscribe({ next: (number) => seen.push(number), complete, error }));
    assert.deepEqual(seen, Array.from({ length: 1000 }, (_, n) => n));
  },

  async "a stream without end is cancelled"() {
    let last = -1;
    const stream = hub.stream("Count", -1).subscribe({ next: (number) => (last = number), complete() {}, error() {} });
    await until(() => last > 100);
    stream.dispose();
    assert.equal(await hub.invoke("Same", 7), 7);
  },

  async "a stream goes up"() {
    const numbers = new Subject();
    const sum = hub.invoke("Sum", numbers);
    for (let n = 1; n <= 1000; n++) numbers.next(n);
    numbers.complete();
    assert.equal(await sum, 500500);
  },

  async "many calls are answered, each with its own"() {
    const answers = await Promise.all(Array.from({ length: 200 }, (_, n) => hub.invoke("Same", n)));
    assert.deepEqual(answers, Array.from({ length: 200 }, (_, n) => n));
  },

  async "it is asked, and told as one of a group"() {
    assert.equal(await hub.invoke("AskBack", 21), 42);
    await hub.invoke("TellGroup", "g", "to a group");
    await until(() => told.length > 0);
    assert.deepEqual(told, ["to a group"]);
  },

  async "much comes back as it went"() {
    const bytes = Uint8Array.from({ length: 900_000 }, (_, n) => (n * 7919) >> 3);
    const back = await hub.invoke("Bytes", isPacked ? bytes : Buffer.from(bytes).toString("base64"));
    assert.ok(Buffer.from(bytes).equals(isPacked ? Buffer.from(back) : Buffer.from(back, "base64")));
  },

  async "a refusal has its text, and the connection lives"() {
    await assert.rejects(hub.invoke("Fail"), /on purpose/);
    assert.equal(await hub.invoke("Who"), "ada /wide");
  },
});
