// A subscriber that says which values it got, by every way out of the hub. What is published is chosen by the one who starts this.
// Usage: node values.mjs ADDRESS 10|6 WebSockets|ServerSentEvents|LongPolling json|messagepack ID COUNT
// Prints { ready } once it is subscribed, and then one { way, values } for each way: bytes as base64, as json has them.
import { connect } from "./connect.mjs";

const [address, client, transport, protocol, id, count] = process.argv.slice(2);
const [topic, map, signal] = [`topic:${id}`, `map:${id}`, `signal:${id}`];
const wanted = Number(count);
const open = () => connect({ address, client, transport, protocol });
const say = (message) => console.log(JSON.stringify(message, bytesAsBase64));
const data = (all) => all.map((one) => one.data);

function bytesAsBase64(_, value) {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  return value?.type === "Buffer" && Array.isArray(value.data) ? Buffer.from(value.data).toString("base64") : value;
}

const hub = await open();
let ended = false;
hub.connection.onclose(() => (ended = true));
for (const channel of [topic, map, signal]) await hub.invoke("Subscribe", { channel });
await hub.invoke("Subscribe", { channel: `topic:${id}-presence`, presence: true });
say({ ready: true });

// Each way ends with a value that says so.
const isLast = (value) => value === "last";
await hub.until(() => hub.publications(topic).length > wanted && hub.publications(map).length > wanted, "all publications");
await hub.until(() => hub.all("Signal").some((one) => isLast(one.data)), "all signals");
const updates = () => hub.all("Presence").flatMap((change) => [...change.updated, ...change.joined]).flatMap((member) => member.connections).map((one) => one.data);
await hub.until(() => updates().some(isLast), "the presence data");
say({ way: "live", values: data(hub.publications(topic)) });
say({ way: "live state", values: data(hub.publications(map)) });
say({ way: "signals", values: data(hub.all("Signal")) });

const history = [];
for (let after = 0, page; ; after = page.publications.at(-1).offset) {
  page = await hub.invoke("ReadHistory", { channel: topic, after, limit: 100 });
  history.push(...page.publications);
  if (!page.hasMore) break;
}
say({ way: "history", values: data(history) });

const state = [];
for (let afterKey, page; ; afterKey = page.nextKey) {
  page = await hub.invoke("ReadState", { channel: map, limit: 100, ...(afterKey === undefined ? {} : { afterKey }) });
  state.push(...page.entries);
  if (page.nextKey === undefined) break;
}
say({ way: "state", values: data(state) });

const late = await open();
const epoch = history.length > 0 ? (await hub.invoke("ReadHistory", { channel: topic, limit: 1 })).position.epoch : "";
const answer = await late.invoke("SubscribeMany", { subscriptions: [{ channel: topic, since: { epoch, offset: 0 } }, { channel: map }] });
if (!answer.results[0].subscription.recovered) throw new Error("the replay is not whole");
await late.until(() => late.publications(topic).length > wanted && late.publications(map).length > wanted, "the replay");
say({ way: "replay", values: data(late.publications(topic)) });
say({ way: "snapshot", values: data(late.publications(map)) });

if (ended) throw new Error("the connection was lost");
say({ way: "end", values: [] });
// What is written to a pipe is gone if the process ends before it is read.
await new Promise((resolve) => process.stdout.write("", resolve));
process.exit(0);
