// Stock clients that keep their own position and hand it back with `since` after each reconnect, until a publication of the type "end".
// Usage: node restart.mjs ADDRESS COUNT CHANNEL...
// Says {ready}, and at the end of each one {n, channel, count, faults, reconnects}.
import * as signalr from "@microsoft/signalr";

const [address, count, ...channels] = process.argv.slice(2);
const say = (message) => console.log(JSON.stringify(message));
const wait = () => 50 + Math.random() * 450;

async function follow(n) {
  const channel = channels[n % channels.length];
  const faults = [];
  let epoch;
  let offset = 0;
  let reconnects = 0;
  let end;
  const ended = new Promise((resolve) => (end = resolve));
  const hub = new signalr.HubConnectionBuilder()
    .withUrl(new URL("hub", address).href, { transport: signalr.HttpTransportType.WebSockets })
    .withAutomaticReconnect({ nextRetryDelayInMilliseconds: wait })
    .configureLogging(signalr.LogLevel.None)
    .build();
  hub.on("Publication", (publication) => {
    if (publication.offset !== offset + 1 || publication.data !== publication.offset) faults.push(`${publication.offset} (${publication.data}) after ${offset}`);
    offset = publication.offset;
    if (publication.type === "end") end();
  });
  hub.on("Reset", (reset) => faults.push(`reset: ${reset.reason}`));
  // What ends while it is under way is done again by the next reconnect.
  const subscribe = async () => {
    const reply = await hub.invoke("Subscribe", { channel, ...(epoch === undefined ? {} : { since: { epoch, offset } }) });
    if (reply.gap) faults.push(`a gap: ${JSON.stringify(reply.gap)}`);
    epoch = reply.position.epoch;
  };
  hub.onreconnected(() => {
    reconnects++;
    subscribe().catch((error) => hub.state === "Connected" && faults.push(String(error)));
  });
  hub.onclose((error) => faults.push(`closed: ${error?.message}`));
  await hub.start();
  await subscribe();
  return async () => {
    await ended;
    say({ n, channel, count: offset, faults, reconnects });
  };
}

const following = [];
for (let n = 0; n < Number(count); n++) following.push(await follow(n));
say({ ready: true });
await Promise.all(following.map((finish) => finish()));
process.exit(0);
