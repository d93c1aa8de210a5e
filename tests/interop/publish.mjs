// A publisher that sends values by every way into the hub: as publications of a log and of a map, as signals, as presence data.
// Usage: node publish.mjs ADDRESS 10|6 WebSockets|ServerSentEvents|LongPolling json|messagepack ID FILE
// FILE has one value a line: as JSON, or "bytes " and what stands in base64, which only MessagePack has. It stays connected, and so present, until it is ended.
import { readFileSync } from "node:fs";
import { connect } from "./connect.mjs";

const [address, client, transport, protocol, id, file] = process.argv.slice(2);
const valueOf = (line) => (line.startsWith("bytes ") ? Uint8Array.from(Buffer.from(line.slice(6), "base64")) : JSON.parse(line));
const values = [...readFileSync(file, "utf8").split("\n").map(valueOf), "last"];
const mostPresenceBytes = 4096;

const hub = await connect({ address, client, transport, protocol });
await hub.invoke("Subscribe", { channel: `topic:${id}-presence` });
for (const [index, data] of values.entries()) {
  await hub.invoke("Publish", { channel: `topic:${id}`, type: "t", data });
  await hub.invoke("Publish", { channel: `map:${id}`, type: "t", key: String(index).padStart(5, "0"), data });
  await hub.invoke("Signal", { channel: `signal:${id}`, type: "t", data });
  if (Buffer.byteLength(JSON.stringify(data)) <= mostPresenceBytes) await hub.invoke("UpdatePresence", { channel: `topic:${id}-presence`, data });
}
console.log(JSON.stringify({ published: values.length }));
setInterval(() => undefined, 60_000);
