import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ChatClient, type ChatRoom, type UnsentMessage } from "../../src/chat/index";
import { HubClient } from "../../src/index";
import { settle } from "../ScriptedHub";
import { ChatHub, message, posted } from "./ChatHub";

let hub: ChatHub;
let client: HubClient;
let room: ChatRoom;

const me = { userId: "ann", name: "Ann" };

beforeEach(() => {
  vi.useFakeTimers();
  hub = new ChatHub();
  client = new HubClient("/hub", { open: hub.open, random: () => 0.5 });
});

afterEach(() => {
  client.stop();
  vi.useRealTimers();
});

async function open(): Promise<void> {
  void client.connect();
  room = await new ChatClient(client).openRoom("tea");
}

const texts = (): string[] => room.messages.map(({ message: { text } }) => text);
const states = (): string[] => room.messages.map(({ state }) => state);

describe("what an earlier page could not send", () => {
  const left = (idempotencyKey: string, more: Partial<UnsentMessage> = {}): UnsentMessage => ({ idempotencyKey, text: `left ${idempotencyKey}`, time: 5, after: 0, sentTime: 5, ...more });

  test("is what waits and what failed, with where it can be at the earliest", async () => {
    hub.stored = [message(7)];
    await open();
    room.post("on its way", 7).catch(() => undefined);
    room.post("refused").catch(() => undefined);
    await settle();
    hub.posts[1]!.refuse("permission_denied: you are muted");
    await settle();
    expect(room.unsent).toMatchObject([
      { text: "on its way", after: 7, replyTo: { messageId: 7 }, idempotencyKey: posted(hub.posts[0]!).idempotencyKey },
      { text: "refused", after: 7 },
    ]);
    expect(room.isSending).toBe(true);
    hub.posts[0]!.answer(message(8, { author: me, idempotencyKey: posted(hub.posts[0]!).idempotencyKey }));
    await settle();
    expect([room.unsent.length, room.isSending]).toEqual([1, false]);
  });

  test("comes back as failed, and is sent again under its own key", async () => {
    await open();
    await room.restore([left("a"), left("b")]);
    expect(states()).toEqual(["failed", "failed"]);
    const sent = room.retry(room.messages[0]!);
    await settle();
    expect(posted(hub.posts[0]!)).toMatchObject({ text: "left a", idempotencyKey: "a" });
    hub.posts[0]!.answer(message(1, { author: me, text: "left a", idempotencyKey: "a" }));
    await sent;
    room.discard(room.messages.at(-1)!);
    expect(texts()).toEqual(["left a"]);
    expect(room.unsent).toEqual([]);
  });

  test("is left out where the server has it, among the loaded ones and below them", async () => {
    hub.stored = [message(1), message(2, { author: me, idempotencyKey: "below" }), message(3), message(4), message(5, { author: me, idempotencyKey: "loaded" })];
    hub.pageSize = 2;
    await open();
    await room.restore([left("below", { after: 1 }), left("loaded", { after: 1 }), left("nowhere", { after: 1 })]);
    expect(texts()).toEqual(["m4", "m5", "left nowhere"]);
  });

  test("is settled when the room tells of it, once, and never by another's message", async () => {
    await open();
    await room.restore([left("a")]);
    await room.restore([left("a")]);
    expect(texts()).toEqual(["left a"]);
    hub.say("chat.posted", message(1, { idempotencyKey: "a" }));
    expect(texts()).toEqual(["m1", "left a"]);
    hub.say("chat.posted", message(2, { author: me, text: "left a", idempotencyKey: "a" }));
    expect(texts()).toEqual(["m1", "left a"]);
    expect(states()).toEqual(["sent", "sent"]);
  });

  test("is not looked for beyond the time at which it was sent", async () => {
    const day = 24 * 60 * 60_000;
    hub.stored = Array.from({ length: 9 }, (_, n) => message(n + 1, { time: n * day }));
    hub.pageSize = 2;
    await open();
    const answer = hub.onCall!;
    let pages = 0;
    hub.onCall = (call, link) => {
      if (call.method === "GetMessages") pages++;
      answer(call, link);
    };
    await room.restore([left("a", { after: 1, sentTime: 0 })]);
    expect(texts().at(-1)).toBe("left a");
    expect(pages).toBe(1);
  });
});
