// What a stock client with automatic reconnect does when a limit of connections is in its way.
// Usage: node limits.mjs ADDRESS 3|6|8|10 WebSockets|ServerSentEvents|LongPolling TOKEN negotiation|later
import assert from "node:assert/strict";
import { connect, tell } from "./connect.mjs";

const [address, client, transport, token, moment] = process.argv.slice(2);
const open = (more = {}) => connect({ address, client, transport, token, ...more });
const stories = {
  async "a connection too many is refused when it negotiates, and let in when there is room"() {
    const first = await open();
    const second = await open({ reconnect: [0, 50], starts: false });
    await assert.rejects(second.connection.start(), /429|Too Many Requests/);
    assert.equal(second.connection.state, "Disconnected");
    await first.stop();
    await untilStarted(second.connection);
    await second.first("Welcome");
    await second.stop();
  },

  async "one that is too many only after it negotiated ends or comes back, and never seems connected"() {
    const hubs = await Promise.all(Array.from({ length: 4 }, () => open({ reconnect: [50, 50, 50], starts: false })));
    const ends = hubs.map((hub) => new Promise((resolve) => hub.connection.onclose(resolve)));
    const started = await Promise.allSettled(hubs.map((hub) => hub.connection.start()));
    const outcomes = await Promise.all(hubs.map((hub, n) => (started[n].status === "rejected" ? "refused" : Promise.race([
      hub.first("Welcome").then(() => "welcome"),
      ends[n].then(() => "closed"),
    ]))));
    assert.equal(outcomes.filter((one) => one === "welcome").length, 1, JSON.stringify(outcomes));
    for (const [n, outcome] of outcomes.entries()) if (outcome !== "welcome") assert.equal(hubs[n].connection.state, "Disconnected", `${n}: ${outcome}`);
    const closing = hubs.flatMap((hub) => hub.all("Closing"));
    for (const one of closing) assert.match(one.message, /this user has 1 connections, which is the limit; close another tab or device/);
  },
};

async function untilStarted(connection) {
  for (const end = Date.now() + 60_000; ;) {
    try {
      return await connection.start();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
}

const names = Object.keys(stories);
const name = names[moment === "later" ? 1 : 0];
await tell({ [name]: stories[name] });
