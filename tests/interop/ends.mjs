// Stock clients with automatic reconnect that tell what happens to them, until they are told to end.
// Usage: node ends.mjs ADDRESS 10|6 WebSockets|ServerSentEvents|LongPolling COUNT [TOKEN,…]
// Each connection takes the token of its number, if there is more than one.
import { connect } from "./connect.mjs";

const [address, client, transport, count, token] = process.argv.slice(2);
// For long enough that a server has time to stop and another to start.
const delays = [50, 100, 200, 400, 800, 1_000, 1_000, 2_000, 2_000, 2_000, ...Array(20).fill(4_000)];

const tokens = token?.split(",") ?? [undefined];

for (let n = 0; n < Number(count); n++) {
  const say = (event, more = {}) => console.log(JSON.stringify({ n, event, ...more }));
  const { connection, welcome } = await connect({ address, client, transport, token: tokens[n % tokens.length], reconnect: delays });
  connection.on("Closing", (closing) => say("closing", closing));
  connection.on("Draining", (draining) => say("draining", draining));
  connection.on("TokenExpiring", (expiring) => say("expiring", expiring));
  connection.onreconnecting((error) => say("reconnecting", { error: error?.message }));
  connection.onreconnected(() => say("reconnected"));
  connection.onclose((error) => say("closed", { error: error?.message }));
  say("connected", welcome);
}

process.on("SIGTERM", () => process.exit(0));
setInterval(() => {}, 1_000);
