// What a stock client gets when a moderator or an operator ends what it has: the reason, and a connection that lives on.
// Usage: node operators.mjs ADDRESS CLIENT TRANSPORT PROTOCOL API_KEY OWNER_TOKEN USER_ID USER_TOKEN
// The user's token has a grant to subscribe to every room.
import assert from "node:assert/strict";
import { channelOf, connect, refusal, tell } from "./connect.mjs";

const [address, client, transport, protocol, apiKey, ownerToken, userId, userToken] = process.argv.slice(2);
const untilTime = Date.now() + 3_600_000;
const lost = [];
let [owner, user, room] = [];

async function roomOf(members) {
  room = `r-${process.pid}-${Math.random().toString(36).slice(2)}`;
  await owner.invoke("CreateRoom", { room, title: "A room", visibility: "public" });
  if (members.includes(userId)) await user.invoke("JoinRoom", { room });
  await user.invoke("Subscribe", { channel: "chat:" + room });
}

const end = (channel) => user.first("Unsubscribed", (one) => one.channel === channel);

await tell({
  async "both connect"() {
    [owner, user] = await Promise.all([ownerToken, userToken].map((token) => connect({ address, client, transport, protocol, token, reconnect: [0, 50] })));
    user.connection.onreconnecting((error) => lost.push(error?.message));
    user.connection.onclose((error) => lost.push(error?.message));
  },

  async "a kick ends the subscription"() {
    await roomOf([userId]);
    await owner.invoke("Kick", { room, userId });
    const { code, message, resubscribe } = await end("chat:" + room);
    assert.deepEqual([code, resubscribe], ["kicked", false]);
    assert.ok(message.length > 0);
  },

  async "a ban ends it and says until when"() {
    await roomOf([userId]);
    await owner.invoke("Ban", { room, userId, untilTime });
    const { code, reason, resubscribe, untilTime: until } = await end("chat:" + room);
    assert.deepEqual([code, reason, resubscribe, until], ["banned", "banned", false, untilTime]);
    const refused = await refusal(user.invoke("JoinRoom", { room }));
    assert.deepEqual([refused.code, refused.details.reason, refused.details.untilTime], ["permission_denied", "banned", untilTime]);
    await owner.invoke("Unban", { room, userId });
    await user.invoke("JoinRoom", { room });
  },

  async "a ban ends it for one who reads by a grant, too"() {
    await roomOf([]);
    await owner.invoke("Ban", { room, userId });
    const { code, reason, resubscribe, untilTime: until } = await end("chat:" + room);
    assert.deepEqual([code, reason, resubscribe, until], ["banned", "banned", false, undefined]);
  },

  async "a deleted room ends it"() {
    await roomOf([userId]);
    await owner.invoke("DeleteRoom", { room });
    const { code, resubscribe } = await end("chat:" + room);
    assert.deepEqual([code, resubscribe], ["deleted", false]);
  },

  async "an operator ends it with words of his own"() {
    const channel = channelOf("topic");
    await user.invoke("Subscribe", { channel });
    const answer = await fetch(new URL(`api/v1/users/${encodeURIComponent(userId)}/unsubscribe`, address), {
      method: "POST",
      headers: { "content-type": "application/json", "x-api-key": apiKey },
      body: JSON.stringify({ channel, code: "moved", message: "see the other channel" }),
    });
    assert.deepEqual([answer.status, await answer.json()], [200, { connections: 1 }]);
    const { code, message, resubscribe } = await end(channel);
    assert.deepEqual([code, message, resubscribe], ["moved", "see the other channel", false]);
  },

  async "state that can't be continued is reset before the reply"() {
    const channel = channelOf("map");
    const { position } = await user.invoke("Publish", { channel, type: "value", key: "a", data: 1 });
    await user.invoke("Subscribe", { channel, since: { epoch: "another", offset: 7 } });
    const heard = user.seen.filter(({ name, value }) => value.channel === channel && ["Reset", "Publication"].includes(name)).map(({ name, value }) => [name, value]);
    assert.deepEqual(heard.map(([name]) => name), ["Reset", "Publication"]);
    const [[, reset], [, value]] = heard;
    assert.deepEqual([reset.reason, reset.position, value.snapshot, value.data], ["epoch", position, true, 1]);
  },

  async "the connection lives on through all of it"() {
    await user.invoke("ReadHistory", { channel: channelOf("topic") });
    assert.deepEqual(lost, []);
    assert.equal(user.all("Welcome").length, 1);
  },
});
