import { afterEach, beforeEach, expect, test } from "vitest";
import { ChatClient } from "../../src/chat/index";
import { HubClient } from "../../src/index";
import { ScriptedHub, settle } from "../ScriptedHub";

let hub: ScriptedHub;
let client: HubClient;
let chat: ChatClient;

beforeEach(async () => {
  hub = new ScriptedHub();
  client = new HubClient("/hub", { open: hub.open });
  await client.connect();
  chat = new ChatClient(client);
});

afterEach(() => client.stop());

const room = "tea";
const userId = "bob";

test.each<[string, () => Promise<unknown>, unknown, boolean]>([
  ["CreateRoom", () => chat.createRoom({ room, title: "Tea", visibility: "public" }), { room, title: "Tea", visibility: "public" }, false],
  ["ListRooms", () => chat.listRooms(), {}, true],
  ["GetRoom", () => chat.getRoom(room), { room }, true],
  ["UpdateRoom", () => chat.updateRoom({ room, title: "T" }), { room, title: "T" }, true],
  ["DeleteRoom", () => chat.deleteRoom(room), { room }, false],
  ["JoinRoom", () => chat.joinRoom(room), { room }, true],
  ["LeaveRoom", () => chat.leaveRoom(room), { room }, false],
  ["OpenDirect", () => chat.openDirect(userId), { userId }, true],
  ["InviteMember", () => chat.inviteMember(room, userId), { room, userId }, true],
  ["SetRole", () => chat.setRole(room, userId, "owner"), { room, userId, role: "owner" }, true],
  ["Kick", () => chat.kick(room, userId), { room, userId }, false],
  ["Ban", () => chat.ban(room, userId, 7), { room, userId, untilTime: 7 }, true],
  ["Unban", () => chat.unban(room, userId), { room, userId }, true],
  ["Mute", () => chat.mute(room, userId, 7), { room, userId, untilTime: 7 }, true],
  ["ListRestrictions", () => chat.listRestrictions(room), { room }, true],
  ["SearchMessages", () => chat.searchMessages({ room, query: "a" }), { room, query: "a" }, true],
  ["SearchAllMessages", () => chat.searchAllMessages({ query: "a" }), { query: "a" }, true],
  ["SetName", () => chat.setName("Ann"), { name: "Ann" }, false],
  ["FindUsers", () => chat.findUsers("ann"), { query: "ann" }, true],
])("%s_ConnectionLostUnderIt_IsMadeAgainWhereThatDoesNoHarm", async (method, call, request, isRepeated) => {
  const outcome = call().then(() => "done", (error: { code: string }) => error.code);
  await settle();
  const [sent] = hub.link.calls.filter((one) => one.method === method);
  expect(sent?.request).toEqual(request);
  hub.link.drop();
  if (!isRepeated) return expect(await outcome).toBe("connection_lost");
  client.reconnectNow();
  await expect.poll(() => hub.links.length > 1 && hub.link.calls.some((one) => one.method === method)).toBe(true);
  hub.link.calls.find((one) => one.method === method)!.answer({ users: [] });
  expect(await outcome).toBe("done");
});
