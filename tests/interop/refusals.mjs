// Every bad input is refused on a living connection, with a code and a text that names the field and the limit.
// Usage: node refusals.mjs ADDRESS 10|6 WebSockets|ServerSentEvents|LongPolling json|messagepack
import assert from "node:assert/strict";
import { channelOf, connect, refusal, tell } from "./connect.mjs";

const [address, client, transport, protocol] = process.argv.slice(2);
const hub = await connect({ address, client, transport, protocol });
const topic = channelOf("topic");
const map = channelOf("map");
const long = "x".repeat(1_000);
const bad = (method, request, text, code = "bad_request") => ({ method, request, text, code });
const publish = (more, text, code) => bad("Publish", { channel: topic, type: "t", data: 1, ...more }, text, code);
const subscribe = (more, text, code) => bad("Subscribe", { channel: topic, ...more }, text, code);

const table = [
  // Missing, of the wrong type, out of range.
  bad("Publish", { type: "t", data: 1 }, /channel.* is missing/),
  bad("Publish", { channel: topic, data: 1 }, /type.* is missing/),
  bad("Publish", { channel: topic, type: "t" }, /data.* is missing/),
  bad("Subscribe", {}, /channel.* is missing/),
  bad("Subscribe", null, /must be an object/),
  bad("Subscribe", "topic:x", /must be an object/),
  bad("Subscribe", [topic], /must be an object/),
  bad("Subscribe", { channel: 5 }, /channel has the wrong type/),
  bad("Subscribe", { channel: null }, /channel (has the wrong type|is missing)/),
  subscribe({ since: 5 }, /since (has the wrong type|must be an object)/),
  subscribe({ since: { epoch: "e" } }, /offset.* is missing/),
  subscribe({ since: { epoch: "e", offset: 1.5 } }, /since\.offset has the wrong type/),
  subscribe({ since: { epoch: "e", offset: "1" } }, /since\.offset has the wrong type/),
  subscribe({ since: { epoch: "e", offset: -1 } }, /since\.offset must be 0 to 9007199254740991/),
  subscribe({ since: { epoch: "e", offset: 2 ** 53 } }, /since\.offset must be 0 to 9007199254740991/),
  subscribe({ since: { epoch: "e", offset: 2 ** 64 } }, /since\.offset/),
  subscribe({ since: { epoch: long, offset: 1 } }, /since\.epoch/),
  subscribe({ last: -1 }, /last must be at least 0/),
  subscribe({ last: 1e10 }, /last has the wrong type or is out of range/),
  subscribe({ onGap: "panic" }, /onGap must be one of reset, tail, fail/),
  subscribe({ onGap: 1 }, /onGap must be one of reset, tail, fail/),
  subscribe({ presence: "yes" }, /presence has the wrong type/),
  subscribe({ keys: ["a"] }, /keys is for channels in state mode/),
  subscribe({ maxRate: 5 }, /maxRate is for channels in state mode/),
  bad("Subscribe", { channel: map, maxRate: -2 }, /maxRate must be/),
  bad("Subscribe", { channel: map, maxRate: 0.01 }, /maxRate must be/),
  bad("Subscribe", { channel: map, keys: [""] }, /keys: key has 0 bytes; it takes 1 to 200/),
  bad("Subscribe", { channel: map, keys: [null] }, /keys(\[0\])? must not (contain|be) null/),
  bad("Subscribe", { channel: map, keys: Array.from({ length: 10_001 }, (_, n) => `key${n}`) }, /keys has 10001 entries; the limit is 10000/),
  bad("SubscribeMany", { subscriptions: 1 }, /subscriptions (has the wrong type|must be a list)/),
  bad("UpdateSubscription", { channel: map, maxRate: 1 }, /is not subscribed on this connection/),
  bad("UpdateSubscription", { channel: topic }, /is in log mode/),
  publish({ type: "" }, /type has 0 bytes; it takes 1 to 64/),
  publish({ type: long }, /type has 1000 bytes; it takes 1 to 64/),
  publish({ type: "a\nb" }, /type must not contain control characters/),
  publish({ key: long }, /key has 1000 bytes; it takes 1 to 200/),
  publish({ key: "\u0000" }, /key must not contain control characters/),
  publish({ removed: true }, /removed takes a key/),
  publish({ idempotencyKey: long }, /idempotencyKey has 1000 bytes; it takes 1 to 64/),
  publish({ idempotencyKey: "\u0000" }, /idempotencyKey must not contain/),
  publish({ expectedOffset: -1 }, /expectedOffset must be 0 to/),
  publish({ data: "x".repeat(70_000) }, /data has 7000\d bytes; the limit is 65536/, "payload_too_large"),
  bad("Signal", { channel: topic, type: "t", data: "x".repeat(70_000) }, /data has 7000\d bytes; the limit is 65536/, "payload_too_large"),
  bad("Publish", { channel: map, type: "t", data: 1 }, /key is missing/),
  bad("Publish", { channel: "signal:x", type: "t", data: 1 }, /signal to it/),
  bad("ReadHistory", { channel: topic, limit: 0 }, /limit must be 1 to 1000/),
  bad("ReadHistory", { channel: topic, limit: 1001 }, /limit must be 1 to 1000/),
  bad("ReadHistory", { channel: topic, after: -1 }, /after must be 0 to/),
  bad("ReadHistory", { channel: topic, before: 1e300 }, /before/),
  bad("ReadState", { channel: topic }, /is not in state mode/),
  bad("UpdatePresence", { channel: topic, data: 1 }, /is not subscribed on this connection/),
  bad("UpdatePresence", { channel: topic, data: "x".repeat(5_000) }, /data has 500\d bytes; the limit of presence data is 4096/),
  bad("MarkRead", { channel: topic, offset: 1 }, /signed-in user/, "unauthorized"),
  // Rights: named, with the channel.
  bad("Subscribe", { channel: "chat:room" }, /you may not subscribe to chat:room/, "permission_denied"),
  bad("Publish", { channel: "chat:room", type: "t", data: 1 }, /you may not publish to chat:room/, "permission_denied"),
  bad("Signal", { channel: "doc:x", type: "t", data: 1 }, /you may not signal to doc:x/, "permission_denied"),
  bad("Publish", { channel: "feed:x", type: "t", data: 1, key: "k" }, /you may not publish to feed:x/, "permission_denied"),
  bad("Publish", { channel: "sys:x", type: "t", data: 1, key: "k" }, /you may not publish to sys:x/, "permission_denied"),
  bad("Subscribe", { channel: "user:someone" }, /you may not subscribe to user:someone/, "permission_denied"),
  bad("ReadHistory", { channel: "user:someone" }, /you may not read the history of user:someone/, "permission_denied"),
  bad("ReadState", { channel: "sys:cursors/someone" }, /you may not read the history of sys:cursors\/someone/, "permission_denied"),
  bad("ReadPresence", { channel: "chat:room" }, /you may not see the presence of chat:room/, "permission_denied"),
];

// B16: what can be no channel.
const illegal = ["", ":", "topic", "topic:", ":x", "Topic:x", "tópic:x", "topic x:y", "1:x", "nowhere:x", "topic:a b", "topic:a\tb", "topic:a ", "topic:a\u00a0", "topic:a\u2028",
  "topic:\u0000", "topic:\u001b[31m", "topic:" + "x".repeat(201), "topic:" + "é".repeat(101), "a".repeat(33) + ":x"];
for (const channel of illegal) table.push(bad("Subscribe", { channel }, /channel/));

await tell({
  async "each is refused with its code and a text that helps"() {
    const wrong = [];
    for (const { method, request, text, code } of table) {
      const refused = await refusal(hub.invoke(method, request));
      const ok = refused.code === code && text.test(refused.text) && refused.text.length < 400
        && !/RealtimeHub|System\.|\bat .*\.cs/.test(refused.text) && !/[\u0000-\u001f\u2028]/.test(refused.text);
      if (!ok) wrong.push(`${method} ${JSON.stringify(request)?.slice(0, 120)} gave ${JSON.stringify(refused)}, not ${code} ${text}`);
    }
    assert.deepEqual(wrong, []);
  },

  async "no answer repeats more than 64 characters of the request"() {
    const channel = "chat:" + "y".repeat(200);
    const { text } = await refusal(hub.invoke("Subscribe", { channel }));
    assert.ok(!text.includes("y".repeat(65)), text);
  },

  async "an unknown method is refused in SignalR's own words"() {
    const refused = await refusal(hub.invoke("Explode", { now: true }));
    assert.equal(refused.code, null);
    assert.match(refused.text, /Method does not exist/);
    assert.match((await refusal(hub.invoke("Subscribe"))).text, /one argument|must be an object/);
    assert.match((await refusal(hub.invoke("Subscribe", { channel: topic }, 2))).text, /one argument/);
  },

  async "unknown fields are ignored and methods match in any case"() {
    const reply = await hub.invoke("sUbScRiBe", { channel: topic, what: { ever: [1, 2, 3] } });
    assert.equal(reply.channel, topic);
  },

  async "legal names are themselves and nothing else"() {
    const names = ["*", "?", "[a]", "\\", "..", "../x", "a/b", "%2e", "%", "é", "e\u0301", "X", "x", "{0}", "__proto__", "constructor", "toString", "a:b", "😀"];
    const base = channelOf("topic");
    for (const [n, name] of names.entries()) await hub.invoke("Publish", { channel: base + name, type: "toString", data: { n } });
    for (const [n, name] of names.entries()) {
      const { publications } = await hub.invoke("ReadHistory", { channel: base + name });
      assert.deepEqual(publications.map((one) => [one.channel, one.type, one.data.n]), [[base + name, "toString", n]]);
    }
  },

  async "ordinary strings stay ordinary as keys"() {
    const channel = channelOf("map");
    const keys = ["__proto__", "constructor", "toString", "a b", "{0}", "<script>", "é", "e\u0301"];
    for (const key of keys) await hub.invoke("Publish", { channel, type: "__proto__", data: { key }, key });
    const { entries } = await hub.invoke("ReadState", { channel });
    assert.deepEqual(new Set(entries.map((one) => one.key)), new Set(keys));
    for (const entry of entries) assert.equal(entry.data.key, entry.key);
  },

  async "the connection lived through all of it"() {
    const { position } = await hub.invoke("Publish", { channel: topic, type: "t", data: null });
    assert.equal(position.offset, 1);
    await hub.until((all) => all.some((one) => one.name === "Publication" && one.value.channel === topic && one.value.data === null), "its publication");
    assert.equal(hub.all("Closing").length, 0);
  },
});
