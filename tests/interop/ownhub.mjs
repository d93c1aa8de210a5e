// A stock client calls a hub of an application's own, with types of its own.
// Usage: node ownhub.mjs URL TRANSPORT json|messagepack TOKEN
// Over JSON names are camelCase; over MessagePack they are as in C#, as SignalR has it.
import assert from "node:assert/strict";
import { HttpTransportType, HubConnectionBuilder, JsonHubProtocol, LogLevel } from "@microsoft/signalr";
import { MessagePackHubProtocol } from "@microsoft/signalr-protocol-msgpack";
import { refusal, tell } from "./connect.mjs";

const [url, transport, protocol, token] = process.argv.slice(2);
const isPacked = protocol === "messagepack";
const named = (name) => (isPacked ? name : name[0].toLowerCase() + name.slice(1));
const shaped = (fields) => Object.fromEntries(Object.entries(fields).map(([name, value]) => [named(name), value]));
const sent = new Date(1_764_500_000_123);
const parcel = shaped({
  Name: "包裹 طرد",
  Count: 2,
  Kind: isPacked ? "Express" : 1,
  Sent: isPacked ? sent : sent.toISOString(),
  Items: [shaped({ Title: "a", Weight: 0.5 }), shaped({ Title: "b", Weight: 2 })],
  Marks: { left: 1, right: 2 },
  Label: isPacked ? new Uint8Array([1, 2, 3]) : "AQID",
});
let hub;
const marked = [];

await tell({
  async "it connects"() {
    hub = new HubConnectionBuilder()
      .withUrl(url, { transport: HttpTransportType[transport], accessTokenFactory: () => token })
      .withHubProtocol(isPacked ? new MessagePackHubProtocol() : new JsonHubProtocol())
      .configureLogging(LogLevel.None)
      .build();
    hub.on("Marked", (one, by) => marked.push([one, by]));
    await hub.start();
  },

  async "arguments, results and callbacks of its types arrive whole"() {
    const result = await hub.invoke("Mark", parcel, 40);
    const expected = { ...parcel, [named("Count")]: 42 };
    const comparable = (one) => JSON.parse(JSON.stringify({ ...one, [named("Sent")]: new Date(one[named("Sent")]).getTime(), [named("Label")]: [...(isPacked ? one[named("Label")] : Buffer.from(one[named("Label")], "base64"))] }));
    assert.deepEqual(comparable(result), comparable(expected));
    while (marked.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    assert.deepEqual([comparable(marked[0][0]), marked[0][1]], [comparable(expected), "ada"]);
  },

  async "what has another type is refused, and the connection lives"() {
    for (const wrong of [{ ...parcel, [named("Count")]: "many" }, 7, "text", [1, 2, 3]]) {
      const { code, text } = await refusal(hub.invoke("Mark", wrong, 40));
      assert.equal(code, "bad_request", text);
      assert.ok(!text.includes("many"), text);
    }
    assert.equal((await hub.invoke("Mark", parcel, 1))[named("Count")], 3);
  },
});
