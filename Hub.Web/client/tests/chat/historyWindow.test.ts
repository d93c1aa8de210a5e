import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ChatClient, type ChatRoom } from "../../src/chat/index";
import { HubClient } from "../../src/index";
import { settle, type Call } from "../ScriptedHub";
import { channel, ChatHub, message, posted } from "./ChatHub";

let hub: ChatHub;
let client: HubClient;
let room: ChatRoom;

beforeEach(async () => {
  vi.useFakeTimers();
  hub = new ChatHub();
  hub.stored = Array.from({ length: 12 }, (_, index) => message(index + 1));
  client = new HubClient("/hub", { open: hub.open, random: () => 0.5 });
  void client.connect();
  room = await new ChatClient(client).openRoom("tea");
});

afterEach(() => {
  client.stop();
  vi.useRealTimers();
});

const ids = (): number[] => room.messages.map(({ message: { messageId } }) => messageId);

/** Holds back the answers to one method. */
function hold(method: string): Call[] {
  const held: Call[] = [];
  const answer = hub.onCall!;
  hub.onCall = (call, link) => (call.method === method ? held.push(call) : answer(call, link));
  return held;
}

test("an old place is shown, and read on from both ends until it meets the newest", async () => {
  expect(ids()).toEqual([10, 11, 12]);
  await room.showAround(5);
  expect(ids()).toEqual([4, 5, 6]);
  expect([room.hasOlder, room.hasNewer]).toEqual([true, true]);
  await room.loadOlder();
  expect(ids()).toEqual([1, 2, 3, 4, 5, 6]);
  expect(room.hasOlder).toBe(false);
  await expect(room.loadNewer()).resolves.toBe(true);
  expect(ids()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  await expect(room.loadNewer()).resolves.toBe(false);
  expect(ids()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  expect([room.hasOlder, room.hasNewer]).toEqual([false, false]);
  await expect(room.loadNewer()).resolves.toBe(false);
});

test("a place that touches the newest is joined with them at once, and one among them takes no asking", async () => {
  await room.showAround(9);
  expect(ids()).toEqual([8, 9, 10, 11, 12]);
  expect(room.hasNewer).toBe(false);
  hold("GetMessages");
  await room.showAround(8);
  expect(ids()).toEqual([8, 9, 10, 11, 12]);
});

test("what is posted meanwhile counts as unread and waits behind the place; what changes is changed in it", async () => {
  await room.showAround(5);
  hub.say("chat.posted", message(13));
  hub.say("chat.deleted", message(5, { version: 2, deleted: true, text: "" }));
  expect(ids()).toEqual([4, 5, 6]);
  expect(room.messages[1]!.message.deleted).toBe(true);
  expect(room.unread).toBe(1);
  room.showNewest();
  expect(ids()).toEqual([10, 11, 12, 13]);
});

test("a user who posts is back at the newest", async () => {
  await room.showAround(5);
  void room.post("hello");
  expect(ids()).toEqual([10, 11, 12, 0]);
  await settle();
  expect(posted(hub.posts[0]!).text).toBe("hello");
});

test("after a reset the newest are shown: what happened at the place may have been missed", async () => {
  await room.showAround(5);
  hub.link.say("Reset", { channel, position: { epoch: "b", offset: 40 }, gap: { after: 2, before: 41, reason: "retention" }, reason: "gap" } as never);
  await settle();
  expect(ids()).toEqual([10, 11, 12]);
  expect(room.hasNewer).toBe(false);
});

test("a message that isn't there leaves everything as it was", async () => {
  const held = hold("GetMessages");
  const shown = room.showAround(3).catch((error: unknown) => error);
  await settle();
  held[0]!.refuse("not_found: messageId 3 is not a message of the room, or it was deleted");
  await expect(shown).resolves.toMatchObject({ code: "not_found" });
  expect(ids()).toEqual([10, 11, 12]);
});

test("an edit that is received while its page is on the way is not undone by the page", async () => {
  const held = hold("GetMessages");
  const older = room.loadOlder();
  await settle();
  hub.say("chat.edited", message(9, { version: 2, text: "edited" }));
  held[0]!.answer({ messages: [message(8), message(9)], hasMore: true });
  await older;
  expect(room.messages[1]!.message.text).toBe("edited");
});

test("every change of a message is announced, also of one that isn't loaded", () => {
  const received = vi.fn();
  room.on("message", received);
  hub.say("chat.deleted", message(2, { version: 2, deleted: true, text: "" }));
  expect(received.mock.calls).toMatchObject([[{ messageId: 2, deleted: true }]]);
});

test("showUnread_FirstUnreadIsNotLoaded_ShowsItWithWhatIsBefore", async () => {
  await room.showUnread(4);
  expect(ids()).toEqual([2, 3, 4, 5, 6, 7]);
  expect([room.hasOlder, room.hasNewer]).toEqual([true, true]);
  await room.loadNewer();
  expect(ids()).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  expect(room.hasNewer).toBe(false);
});

test("showUnread_FirstUnreadIsLoaded_AsksNothing", async () => {
  const held = hold("GetMessages");
  await room.showUnread(10);
  expect(held).toEqual([]);
  expect(ids()).toEqual([10, 11, 12]);
});

test("showUnread_EverythingIsUnread_BeginsWithTheFirstMessage", async () => {
  await room.showUnread(0);
  expect(ids()).toEqual([1, 2, 3]);
  expect([room.hasOlder, room.hasNewer]).toEqual([false, true]);
});
