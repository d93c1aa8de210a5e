// A feed as the official client alone shows it, with nothing but `invoke` and `on` and what docs/feeds.md asks of a client.
// Says {"story":"cut"} and {"story":"kill"} when its connections are to be cut and the server is to be killed; ends when every viewer shows
// what the source has.
// Usage: node feeds.mjs VIEWERS-ADDRESS SERVER-ADDRESS 10|6 WebSockets|ServerSentEvents|LongPolling json|messagepack SEED
import assert from "node:assert/strict";
import { connect } from "./connect.mjs";

const [through, address, client, transport, protocol, seed] = process.argv.slice(2);
const channel = `feed:stock-${process.pid}`;
const feed = channel.slice("feed:".length);
const allKeys = Array.from({ length: 30 }, (_, i) => `S${i}`);
const rounds = 120;
const reconnect = { nextRetryDelayInMilliseconds: () => 50 };
const tell = (story) => console.log(JSON.stringify({ story, ok: true }));

let state = Number(seed) + 1;
/** From 0 to below 1, the same for the same seed. */
function random() {
  state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
  return ((state >>> 8) & 0xffff) / 65_536;
}
const some = () => allKeys.filter(() => random() < 0.5);

/** Publishes random values whose fields fit together, and knows what the feed must show. */
class Source {
  present = new Map();
  n = 0;

  async open() {
    this.hub = await connect({ address, client, transport, protocol, reconnect });
  }

  change(count) {
    return this.publish(Array.from({ length: count }, () => this.next(allKeys[Math.floor(random() * allKeys.length)])));
  }

  repeat() {
    return this.publish(allKeys.map((key) => (this.present.has(key) ? whole(key, this.present.get(key)) : { key, removed: true })));
  }

  next(key) {
    const [n, before, choice] = [++this.n, this.present.get(key), random()];
    if (before && choice < 0.1) {
      this.present.delete(key);
      return { key, removed: true };
    }
    const patch = before && choice < 0.5;
    const value = { n, start: patch ? before.start : n - Math.floor(random() * 3) };
    this.present.set(key, value);
    return patch ? { key, patch, fields: { n, difference: n - value.start } } : whole(key, value);
  }

  async publish(updates) {
    for (;;) {
      try {
        return await this.hub.invoke("PublishUpdates", { feed, updates });
      } catch (error) {
        if (/HubException/.test(error.message)) throw error;
        // The connection was lost: they say what is, so publishing them twice is as good as once.
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }
}

const whole = (key, { n, start }) => ({ key, fields: { n, start, difference: n - start } });

class Viewer {
  values = new Map();
  faults = [];
  received = 0;

  async open(keys, maxRate) {
    [this.keys, this.maxRate] = [keys, maxRate];
    this.hub = await connect({ address: through, client, transport, protocol, reconnect });
    this.hub.connection.on("Publication", (publication) => publication.channel === channel && this.take(publication));
    this.hub.connection.on("Reset", (reset) => reset.channel === channel && this.restart());
    this.hub.connection.onreconnected(() => void this.subscribe());
    await this.subscribe();
  }

  async subscribe() {
    this.replaying = true;
    try {
      const { position } = await this.hub.invoke("Subscribe", { channel, since: this.position, keys: this.keys, maxRate: this.maxRate });
      this.position = position;
      this.replaying = false;
    } catch (error) {
      // The next connection subscribes again.
      if (/HubException/.test(error.message)) this.faults.push(error.message);
    }
  }

  /** Other keys or another rate; without an answer all is as before. */
  async update(change) {
    if (this.replaying || this.updating) return;
    this.updating = true;
    this.ahead = undefined;
    try {
      await this.hub.invoke("UpdateSubscription", { channel, ...change });
      this.keys = change.keys ?? this.keys;
      this.maxRate = change.maxRate ?? this.maxRate;
      if (this.ahead !== undefined && this.position) this.position = { ...this.position, offset: this.ahead };
    } catch (error) {
      if (/HubException/.test(error.message) && !this.replaying) this.faults.push(error.message);
    }
    this.updating = false;
    for (const key of this.values.keys()) if (this.keys && !this.keys.includes(key)) this.values.delete(key);
  }

  restart() {
    this.values.clear();
    this.position = undefined;
    if (!this.replaying) void this.subscribe();
  }

  take({ key, offset, data, patch, removed, resume }) {
    const before = this.values.get(key);
    if (!before || offset > before.offset) this.put(key, { offset, data, patch, removed, before });
    // A replay that has no position yet has one when its reply comes.
    if (this.updating) this.ahead = resume;
    else if (this.position) this.position = { ...this.position, offset: resume };
  }

  put(key, { offset, data, patch, removed, before }) {
    this.received++;
    if (removed) return this.values.delete(key);
    if (patch && !before) return;
    const fields = patch ? { ...before.fields, ...data } : data;
    if (fields.difference !== fields.n - fields.start) this.faults.push(`${key}: a patch on a wrong base gave ${JSON.stringify(fields)}`);
    if (before && fields.n < before.fields.n) this.faults.push(`${key}: ${fields.n} after ${before.fields.n}`);
    this.values.set(key, { fields, offset });
  }

  shows(present) {
    const expected = [...present].filter(([key]) => !this.keys || this.keys.includes(key));
    return !this.replaying && this.values.size === expected.length && expected.every(([key, { n, start }]) => this.values.get(key)?.fields.n === n && this.values.get(key).fields.start === start);
  }
}

async function until(holds, what) {
  for (const began = Date.now(); !holds(); await new Promise((resolve) => setTimeout(resolve, 20))) {
    if (Date.now() - began > 60_000) throw new Error(`in vain: ${what()}`);
  }
}

try {
  const source = new Source();
  await source.open();
  await source.change(60);
  const viewers = [new Viewer(), new Viewer(), new Viewer()];
  await viewers[0].open(undefined, undefined);
  for (const viewer of viewers.slice(1)) await viewer.open(some(), random() < 0.5 ? 5 : -1);
  const [steady, ...fickle] = viewers;
  for (let round = 0; round < rounds; round++) {
    await source.change(1 + Math.floor(random() * 20));
    if (random() < 0.4) void fickle[Math.floor(random() * fickle.length)].update(random() < 0.7 ? { keys: some() } : { maxRate: [0, 1, 20, -1][Math.floor(random() * 4)] });
    if (round % 15 === 14) tell("cut");
    if (round === rounds / 2) {
      tell("kill");
      await new Promise((resolve) => source.hub.connection.onreconnected(resolve));
      await source.repeat();
    }
    // Now and then one catches up, so that they are cut in the middle of live values, too.
    if (round % 5 === 0) await until(() => steady.shows(source.present), () => `the steady viewer shows ${steady.values.size} keys`);
  }

  await source.repeat();
  for (const viewer of viewers) {
    await until(() => {
      if (viewer.maxRate !== undefined && viewer.maxRate !== -1) void viewer.update({ maxRate: -1 });
      return viewer.shows(source.present);
    }, () => `a viewer shows ${JSON.stringify([...viewer.values])} of ${JSON.stringify([...source.present])}`);
  }
  assert.deepEqual(viewers.flatMap((viewer) => viewer.faults), []);
  assert.ok(steady.received > rounds);
  tell("every viewer shows what the source has, and no value went back");
  process.exit(0);
} catch (error) {
  console.log(JSON.stringify({ story: "a feed over cuts and a kill", ok: false, error: error.stack }));
  process.exit(1);
}
