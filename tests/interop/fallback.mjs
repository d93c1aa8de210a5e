// What the official client does where a proxy refuses the better transports.
// Usage: node fallback.mjs ADDRESS 10|6 ServerSentEvents|LongPolling
import assert from "node:assert/strict";
import { channelOf, connect, tell } from "./connect.mjs";

const [address, client, expected] = process.argv.slice(2);
const hub = await connect({ address, client });

await tell({
  async "it falls back to what is let through"() {
    assert.equal(hub.connection.connection.transport.constructor.name, `${expected}Transport`);
  },

  async "and channels work over it"() {
    const channel = channelOf("topic");
    await hub.invoke("Subscribe", { channel });
    await hub.invoke("Publish", { channel, type: "note", data: 1 });
    assert.equal((await hub.first("Publication")).data, 1);
  },
});
