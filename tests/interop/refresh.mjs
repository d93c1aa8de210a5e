// A stock client refreshes its token and continues beyond the end of the first one.
// Usage: node refresh.mjs ADDRESS 7|8|9|10 ServerSentEvents|LongPolling TOKEN REFRESHED CHANNEL
// The caller moves the server's clock beyond the end of TOKEN after the first story, then publishes "later" in CHANNEL.
import assert from "node:assert/strict";
import { connect, tell } from "./connect.mjs";

const [address, client, transport, first, refreshed, channel] = process.argv.slice(2);
let token = first;
const lost = [];
let hub;

await tell({
  async "a token is refreshed"() {
    hub = await connect({ address, client, transport, token: () => token, reconnect: [0, 50] });
    hub.connection.onreconnecting((error) => lost.push(error?.message));
    hub.connection.onclose((error) => lost.push(error?.message));
    await hub.invoke("Subscribe", { channel });
    await hub.invoke("RefreshToken", { token: refreshed });
    token = refreshed;
  },

  async "calls and publications continue when the first one has ended"() {
    await hub.first("Publication", (one) => one.type === "later");
    for (let n = 1; n <= 5; n++) {
      await hub.invoke("Publish", { channel, type: "note", data: n });
      await hub.first("Publication", (one) => one.type === "note" && one.data === n);
    }
    assert.deepEqual(lost, []);
    assert.equal(hub.all("Welcome").length, 1);
    assert.equal(hub.connection.state, "Connected");
  },
});
