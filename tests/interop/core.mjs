// What a bare SignalR client gets from channels with nothing but `invoke` and `on`.
// Usage: node core.mjs ADDRESS 10|6 WebSockets|ServerSentEvents|LongPolling json|messagepack
import assert from "node:assert/strict";
import { channelOf, connect, guest, refusal, tell } from "./connect.mjs";

const [address, client, transport, protocol] = process.argv.slice(2);
const open = (more = {}) => connect({ address, client, transport, protocol, ...more });
const publish = (hub, channel, data, more = {}) => hub.invoke("Publish", { channel, type: "note", data, ...more });
const reader = await open();
const writer = await open();

await tell({
  async "welcome comes first and says who and where one is"() {
    assert.equal(reader.seen[0].name, "Welcome");
    assert.equal(reader.all("Welcome").length, 1);
    assert.deepEqual(reader.welcome.limits, { maxMessageBytes: 65536, maxSubscriptions: 500, maxHistoryLimit: 1000 });
    assert.ok(Math.abs(reader.welcome.serverTime - Date.now()) < 60_000);
    assert.ok(!("userId" in reader.welcome) || reader.welcome.userId == null);
  },

  async "what is published arrives in order, the publisher's own too"() {
    const channel = channelOf("topic");
    const reply = await reader.invoke("Subscribe", { channel });
    assert.equal(reply.mode, "log");
    assert.equal(reply.position.offset, 0);
    assert.equal(reply.recovered, false);
    await writer.invoke("Subscribe", { channel });
    const position = (await publish(writer, channel, { n: 1 })).position;
    assert.equal(position.offset, 1);
    await Promise.all(Array.from({ length: 40 }, (_, n) => publish(writer, channel, { n: n + 2 })));
    for (const hub of [reader, writer]) {
      await hub.until(() => hub.offsets(channel).length === 41, "41 publications");
      assert.deepEqual(hub.offsets(channel), Array.from({ length: 41 }, (_, n) => n + 1));
      assert.deepEqual(hub.publications(channel).map((one) => one.data.n), Array.from({ length: 41 }, (_, n) => n + 1));
    }
    const [first] = reader.publications(channel);
    assert.equal(first.type, "note");
    assert.equal(first.publisher.connectionId, writer.welcome.connectionId);
    assert.equal(first.publisher.userId, "~" + writer.welcome.connectionId);
    assert.ok(Math.abs(first.time - Date.now()) < 60_000);
  },

  async "who comes back with a position is caught up when the reply comes"() {
    const channel = channelOf("topic");
    const positions = [];
    for (let n = 0; n < 600; n++) positions.push((await publish(writer, channel, n)).position);
    const hub = await open();
    const reply = await hub.invoke("Subscribe", { channel, since: positions[99] });
    assert.equal(reply.recovered, true);
    assert.equal(reply.position.offset, 600);
    assert.deepEqual(hub.offsets(channel), Array.from({ length: 500 }, (_, n) => n + 101));
    await publish(writer, channel, "live");
    await hub.until(() => hub.offsets(channel).at(-1) === 601, "the live one");
    assert.equal(hub.offsets(channel).length, 501);
    await hub.stop();
  },

  async "the newest, a tail, a refusal: as asked"() {
    const channel = channelOf("topic");
    for (let n = 0; n < 5; n++) await publish(writer, channel, n);
    const hub = await open();
    const newest = await hub.invoke("Subscribe", { channel, last: 2 });
    assert.equal(newest.recovered, false);
    assert.deepEqual(hub.offsets(channel), [4, 5]);
    const other = { epoch: "another", offset: 3 };
    const reset = await hub.invoke("Subscribe", { channel, since: other });
    assert.deepEqual(reset.gap, { after: 0, before: 6, reason: "epoch" });
    assert.equal(reset.recovered, false);
    const tail = await hub.invoke("Subscribe", { channel, since: other, onGap: "tail" });
    assert.deepEqual(tail.gap, { after: 0, before: 1, reason: "epoch" });
    assert.deepEqual(hub.offsets(channel).slice(2), [1, 2, 3, 4, 5]);
    const refused = await refusal(hub.invoke("Subscribe", { channel, since: other, onGap: "fail" }));
    assert.equal(refused.code, "position_lost");
    await hub.invoke("Unsubscribe", { channel });
    await publish(writer, channel, "unheard");
    const again = await hub.invoke("Subscribe", { channel, since: { epoch: newest.position.epoch, offset: 5 } });
    assert.equal(again.recovered, true);
    assert.deepEqual(hub.offsets(channel).slice(7), [6]);
    await hub.stop();
  },

  async "state: a snapshot, live values, removals, keys and rates"() {
    const channel = channelOf("map");
    for (const [key, data] of [["a", 1], ["b", 1], ["a", 2], ["c", 1]]) await publish(writer, channel, data, { key });
    await publish(writer, channel, null, { key: "c", removed: true });
    const hub = await open();
    const reply = await hub.invoke("Subscribe", { channel, keys: ["a", "b", "c"], maxRate: 30 });
    assert.equal(reply.mode, "state");
    assert.equal(reply.maxRate, 20);
    assert.deepEqual(hub.publications(channel).map((one) => [one.key, one.data, one.snapshot]), [["b", 1, true], ["a", 2, true]]);
    await publish(writer, channel, 3, { key: "a" });
    await hub.until(() => hub.publications(channel).some((one) => one.data === 3), "the live value");
    for (let n = 4; n <= 30; n++) await publish(writer, channel, n, { key: "a" });
    await publish(writer, channel, 0, { key: "d" });
    await hub.until(() => hub.publications(channel).some((one) => one.data === 30), "the last value");
    const live = hub.publications(channel).slice(2);
    assert.ok(live.every((one) => one.key === "a" && one.resume >= one.offset - 40));
    assert.equal(live.reduce((sum, one) => sum + 1 + (one.merged ?? 0), 0), 28);
    const back = await open();
    const recovered = await back.invoke("Subscribe", { channel, since: { epoch: reply.position.epoch, offset: 3 } });
    assert.equal(recovered.recovered, true);
    assert.deepEqual(back.publications(channel).map((one) => [one.key, one.removed ?? false]), [["c", true], ["a", false], ["d", false]]);
    assert.deepEqual(await hub.invoke("UpdateSubscription", { channel, keys: ["d"], maxRate: -1 }).then((one) => one.keys), ["d"]);
    await hub.until(() => hub.publications(channel).some((one) => one.key === "d" && one.snapshot), "the added key");
    await Promise.all([hub.stop(), back.stop()]);
  },

  async "signals reach who is there, nothing is kept"() {
    for (const channel of [channelOf("signal"), channelOf("topic")]) {
      const reply = await reader.invoke("Subscribe", { channel });
      if (channel.startsWith("signal:")) assert.deepEqual([reply.mode, reply.position], ["signal", { epoch: "", offset: 0 }]);
      await writer.invoke("Signal", { channel, type: "typing", data: { on: true } });
      const heard = await reader.first("Signal", (one) => one.channel === channel);
      assert.deepEqual([heard.type, heard.data, heard.publisher.connectionId], ["typing", { on: true }, writer.welcome.connectionId]);
      assert.deepEqual((await reader.invoke("ReadHistory", { channel })).publications, []);
    }
    assert.deepEqual((await refusal(publish(writer, "signal:x", 1))).code, "bad_request");
  },

  async "presence: one member a user, data, and an orderly end leaves at once"() {
    const channel = channelOf("topic");
    const { token, userId, name } = await guest(address, "Ada");
    const watch = await reader.invoke("Subscribe", { channel, presence: true });
    assert.equal(watch.presence.connections, 1);
    const tabs = [await open({ token }), await open({ token })];
    assert.equal(tabs[0].welcome.userId, userId);
    assert.ok(tabs[0].welcome.tokenExpiresTime > Date.now());
    for (const tab of tabs) await tab.invoke("Subscribe", { channel });
    await reader.until(() => reader.all("Presence").some((one) => one.channel === channel && one.connections === 3), "both tabs");
    const joined = reader.all("Presence").flatMap((one) => one.joined).filter((member) => member.userId === userId);
    assert.deepEqual(joined.map((member) => member.name), [name]);
    await tabs[0].invoke("UpdatePresence", { channel, data: { mood: "good" } });
    await reader.until(() => reader.all("Presence").some((one) => one.updated.some((member) => member.connections.some((tab) => tab.data?.mood === "good"))), "the data");
    const here = await tabs[1].invoke("ReadPresence", { channel });
    assert.deepEqual([here.users, here.connections, here.members.length], [2, 3, 2]);
    await tabs[0].invoke("Unsubscribe", { channel });
    const began = Date.now();
    await tabs[1].stop();
    await reader.until(() => reader.all("Presence").some((one) => one.left.some((member) => member.userId === userId)), "the user's leaving");
    // Server-Sent Events end without a word, or their word comes after their end: that looks like a lost connection.
    if (transport !== "ServerSentEvents") assert.ok(Date.now() - began < 15_000, `left after ${Date.now() - began} ms`);
    await tabs[0].stop();
  },

  async "history and state are read in pages"() {
    const channel = channelOf("topic");
    for (let n = 1; n <= 7; n++) await publish(writer, channel, n);
    const newest = await reader.invoke("ReadHistory", { channel, limit: 3 });
    assert.deepEqual([newest.publications.map((one) => one.offset), newest.hasMore, newest.position.offset], [[5, 6, 7], true, 7]);
    const older = await reader.invoke("ReadHistory", { channel, before: 5, limit: 10 });
    assert.deepEqual([older.publications.map((one) => one.offset), older.hasMore], [[1, 2, 3, 4], false]);
    const newer = await reader.invoke("ReadHistory", { channel, after: 2, limit: 2 });
    assert.deepEqual([newer.publications.map((one) => one.offset), newer.hasMore], [[3, 4], true]);
    const map = channelOf("map");
    for (const key of ["b", "a", "c", "é"]) await publish(writer, map, key, { key });
    const first = await reader.invoke("ReadState", { channel: map, limit: 2 });
    assert.deepEqual([first.entries.map((one) => one.key), first.nextKey], [["a", "b"], "b"]);
    const rest = await reader.invoke("ReadState", { channel: map, afterKey: "b" });
    assert.deepEqual([rest.entries.map((one) => one.key), rest.nextKey ?? null], [["c", "é"], null]);
    assert.deepEqual((await reader.invoke("ReadHistory", { channel: channelOf("topic") })).publications, []);
  },

  async "cursors move forward only, for all devices of a user"() {
    const channel = channelOf("topic");
    for (let n = 1; n <= 5; n++) await publish(writer, channel, n);
    const { token } = await guest(address, "Bob");
    const [one, two] = [await open({ token }), await open({ token })];
    assert.deepEqual(await one.invoke("MarkRead", { channel, offset: 3 }), { offset: 3, unread: 2 });
    assert.deepEqual(await two.invoke("MarkRead", { channel, offset: 2 }), { offset: 3, unread: 2 });
    assert.deepEqual(await two.invoke("MarkRead", { channel, offset: 99 }), { offset: 5, unread: 0 });
    assert.deepEqual(await one.invoke("ReadCursors", {}), { cursors: [{ channel, offset: 5, unread: 0 }] });
    assert.equal((await refusal(reader.invoke("MarkRead", { channel, offset: 1 }))).code, "unauthorized");
    await Promise.all([one.stop(), two.stop()]);
  },

  async "idempotency keys and expected offsets"() {
    const channel = channelOf("topic");
    const first = await publish(writer, channel, 1, { idempotencyKey: "k" });
    const again = await publish(reader, channel, 1, { idempotencyKey: "k" });
    assert.deepEqual([first.duplicate, again.duplicate, again.position], [false, true, first.position]);
    assert.equal((await refusal(publish(writer, channel, 2, { expectedOffset: 0 }))).code, "conflict");
    assert.equal((await publish(writer, channel, 2, { expectedOffset: 1 })).position.offset, 2);
  },

  async "a new token of the same user goes on, another user's does not"() {
    const [ada, bob] = [await guest(address, "Ada"), await guest(address, "Bob")];
    const hub = await open({ token: ada.token });
    const channel = channelOf("topic");
    await hub.invoke("Subscribe", { channel });
    const result = await hub.invoke("RefreshToken", { token: ada.token });
    assert.deepEqual([result.expiresTime, result.lost], [ada.expiresTime, []]);
    assert.equal((await refusal(hub.invoke("RefreshToken", { token: bob.token }))).code, "unauthorized");
    assert.equal((await refusal(hub.invoke("RefreshToken", { token: "no token" }))).code, "unauthorized");
    await publish(hub, channel, 1);
    await hub.until(() => hub.offsets(channel).length === 1, "it goes on");
    await hub.stop();
  },

  async "many subscriptions at once, each answered for itself"() {
    const channels = [channelOf("topic"), "no channel", "chat:private", channelOf("map")];
    const { results } = await reader.invoke("SubscribeMany", { subscriptions: channels.map((channel) => ({ channel })) });
    assert.deepEqual(results.map((one) => one.subscription?.channel ?? one.error.code), [channels[0], "bad_request", "permission_denied", channels[3]]);
    const tooMany = await refusal(reader.invoke("SubscribeMany", { subscriptions: Array(201).fill({ channel: channels[0] }) }));
    assert.match(tooMany.text, /subscriptions has 201 entries; the limit is 200/);
  },
});
