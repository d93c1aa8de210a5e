import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ChatClient, type ChatRoom } from "../../src/chat/index";
import { HubClient } from "../../src/index";
import { settle } from "../ScriptedHub";
import { channel, ChatHub, message, posted } from "./ChatHub";

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

const comeBack = async (): Promise<void> => {
  hub.link.drop();
  await vi.advanceTimersByTimeAsync(500);
};

const texts = (): string[] => room.messages.map(({ message: { text } }) => text);
const states = (): string[] => room.messages.map(({ state }) => state);

describe("the list", () => {
  test("begins with the newest page, and older ones are put before it", async () => {
    hub.stored = [1, 2, 3, 4, 5].map((id) => message(id));
    await open();
    expect(texts()).toEqual(["m3", "m4", "m5"]);
    expect(room.hasOlder).toBe(true);
    await expect(room.loadOlder()).resolves.toBe(false);
    expect(texts()).toEqual(["m1", "m2", "m3", "m4", "m5"]);
    expect(room.hasOlder).toBe(false);
  });

  test("keeps of two versions the higher, in whichever order they come", async () => {
    hub.stored = [message(1)];
    await open();
    hub.say("chat.edited", message(1, { version: 3, text: "third" }));
    hub.say("chat.reacted", message(1, { version: 2, text: "second" }));
    expect(texts()).toEqual(["third"]);
  });

  test("doesn't show a message that lies below what is loaded because it was changed", async () => {
    hub.stored = [1, 2, 3, 4].map((id) => message(id));
    await open();
    hub.say("chat.edited", message(1, { version: 2 }));
    expect(texts()).toEqual(["m2", "m3", "m4"]);
  });

  test("begins again after a reset, with what was received while it was read", async () => {
    hub.stored = [message(1), message(2)];
    await open();
    const answer = hub.onCall!;
    let asked: Parameters<typeof answer> | undefined;
    hub.onCall = (call, link) => (call.method === "GetMessages" ? (asked = [call, link]) : answer(call, link));
    hub.link.say("Reset", { channel, position: { epoch: "b", offset: 40 }, gap: { after: 2, before: 41, reason: "retention" }, reason: "gap" } as never);
    await settle();
    hub.link.publish(channel, 41, { type: "chat.posted", data: message(41) });
    asked![0].answer({ messages: [message(39), message(40)], hasMore: true });
    await settle();
    expect(texts()).toEqual(["m39", "m40", "m41"]);
    expect(room.hasOlder).toBe(true);
  });

  test("continues over a lost connection", async () => {
    hub.stored = [message(1)];
    await open();
    hub.say("chat.posted", message(1));
    await comeBack();
    hub.say("chat.posted", message(2));
    expect(texts()).toEqual(["m1", "m2"]);
    expect(room.state).toBe("subscribed");
  });
});

describe("an own message", () => {
  test("is shown at once and settled by its key, whichever comes first", async () => {
    await open();
    const sent = room.post("hello");
    expect(states()).toEqual(["sending"]);
    await settle();
    const settled = message(1, { author: me, text: "hello", idempotencyKey: posted(hub.posts[0]!).idempotencyKey });
    hub.say("chat.posted", settled);
    expect(states()).toEqual(["sent"]);
    hub.posts[0]!.answer(settled);
    await expect(sent).resolves.toEqual(settled);
    expect(texts()).toEqual(["hello"]);
  });

  test("isn't settled by another's message that has the same key", async () => {
    await open();
    void room.post("hello");
    await settle();
    hub.say("chat.posted", message(1, { idempotencyKey: posted(hub.posts[0]!).idempotencyKey }));
    expect(states()).toEqual(["sent", "sending"]);
  });

  test("is sent again under the same key when the connection was lost under it", async () => {
    await open();
    void room.post("hello");
    await settle();
    await comeBack();
    expect(hub.posts.map(posted)).toEqual([posted(hub.posts[0]!), posted(hub.posts[0]!)]);
    expect(states()).toEqual(["sending"]);
  });

  test("that is refused stays as failed, and is offered again", async () => {
    await open();
    const sent = room.post("hello");
    await settle();
    hub.posts[0]!.refuse("rate_limited: the room is in slow mode; retry after 900 ms");
    await expect(sent).rejects.toMatchObject({ code: "rate_limited", retryAfterMs: 900 });
    expect(states()).toEqual(["failed"]);
    expect(room.messages[0]!.error?.message).toContain("slow mode");

    void room.retry(room.messages[0]!);
    expect(states()).toEqual(["sending"]);
    await settle();
    expect(posted(hub.posts[1]!)).toEqual(posted(hub.posts[0]!));
    hub.posts[1]!.answer(message(7, { author: me, text: "hello", idempotencyKey: posted(hub.posts[1]!).idempotencyKey }));
    await settle();
    expect(states()).toEqual(["sent"]);
  });

  test("fails after two minutes without a connection, and is settled when it arrived after all", async () => {
    await open();
    const sent = room.post("hello").catch((error: unknown) => error);
    await settle();
    const { idempotencyKey } = posted(hub.posts[0]!);
    hub.accepting = false;
    hub.link.drop();
    await vi.advanceTimersByTimeAsync(120_000);
    await expect(sent).resolves.toMatchObject({ code: "timeout" });
    expect(states()).toEqual(["failed"]);

    hub.accepting = true;
    hub.link.accept();
    await settle();
    hub.say("chat.posted", message(1, { author: me, text: "hello", idempotencyKey }));
    expect(states()).toEqual(["sent"]);
  });

  const away = async (): Promise<void> => {
    hub.accepting = false;
    hub.link.drop();
    await settle();
  };
  const back = async (): Promise<void> => {
    hub.accepting = true;
    await vi.advanceTimersByTimeAsync(60_000);
  };

  // Idle: nothing happened in the room that would have told who one is.
  test.each([
    ["the publications come first", ["publish", "answer"]],
    ["the answers come first", ["answer", "publish"]],
    ["the answers alone come, the messages were in the replay", ["publish"]],
    ["the publications were trimmed, the answers alone come", ["answer"]],
  ])("post_WrittenWhileIdleAndAwayWhen %s_IsSettledOnceAndHasItsAuthor", async (_, order) => {
    await open();
    hub.link.say("Presence", { channel, version: 1, users: 1, connections: 1, joined: [], left: [], updated: [] } as never);
    await away();
    void room.post("one").catch(() => undefined);
    void room.post("two").catch(() => undefined);
    expect(room.messages.map(({ message: { author } }) => author.userId)).toEqual(["ann", "ann"]);
    await back();
    expect(hub.posts).toHaveLength(2);
    for (const step of order) {
      hub.posts.forEach((call, index) => {
        const settled = message(index + 1, { author: me, text: posted(call).text, idempotencyKey: posted(call).idempotencyKey });
        if (step === "publish") hub.say("chat.posted", settled);
        else call.answer(settled);
      });
      await settle();
    }
    expect(texts()).toEqual(["one", "two"]);
    expect(states()).toEqual(["sent", "sent"]);
  });

  test("post_DeletedBeforeItsAnswerCame_LeavesNoGhost", async () => {
    await open();
    void room.post("hello");
    await settle();
    hub.posts[0]!.answer(message(1, { author: me, text: "", deleted: true, version: 2 }));
    await settle();
    expect(states()).toEqual(["sent"]);
    expect(texts()).toEqual([""]);
  });

  test("that failed can be taken away", async () => {
    await open();
    room.post("hello").catch(() => undefined);
    await settle();
    hub.posts[0]!.refuse("permission_denied: you are muted");
    await settle();
    room.discard(room.messages[0]!);
    expect(texts()).toEqual([]);
    await expect(room.retry({ message: message(1), state: "sent" })).rejects.toThrow("failed");
  });
});

describe("who is writing", () => {
  const type = (userId: string, typing: boolean): void =>
    hub.link.say("Signal", { channel, type: "chat.typing", data: { userId, name: userId, typing }, time: 0 });

  test("is forgotten by a word, by a message and by time, and the caller is left out", async () => {
    await open();
    for (const userId of ["ann", "bob", "cid", "dot"]) type(userId, true);
    expect(room.typing.map(({ userId }) => userId)).toEqual(["bob", "cid", "dot"]);
    type("cid", false);
    hub.say("chat.posted", message(1));
    expect(room.typing.map(({ userId }) => userId)).toEqual(["dot"]);
    const changed = vi.fn();
    room.on("changed", changed);
    await vi.advanceTimersByTimeAsync(8_000);
    expect(room.typing).toEqual([]);
    expect(changed).toHaveBeenCalled();
  });
});

describe("unread", () => {
  test("counts what others post behind the position, without what they delete again", async () => {
    hub.cursor = { offset: 5, unread: 2 };
    await open();
    hub.say("chat.posted", message(8));
    hub.say("chat.posted", message(9, { author: me }));
    hub.say("chat.posted", message(10));
    expect(room.unread).toBe(4);
    hub.say("chat.deleted", message(10, { version: 2, deleted: true, text: "" }));
    expect(room.unread).toBe(3);
    await room.markRead();
    expect(hub.link.callsOf("MarkRead").map(({ request }) => request)).toEqual([{ channel, offset: 10 }]);
    expect([room.unread, room.readUpTo]).toEqual([0, 10]);
  });

  test("is counted again when the connection is back", async () => {
    await open();
    hub.cursor = { offset: 9, unread: 4 };
    await comeBack();
    expect([room.unread, room.readUpTo]).toEqual([4, 9]);
  });

  test("is counted again when an unread message that isn't loaded is deleted", async () => {
    hub.cursor = { offset: 1, unread: 5 };
    hub.stored = [2, 3, 4, 5, 6].map((id) => message(id));
    await open();
    hub.cursor = { offset: 1, unread: 4 };
    hub.say("chat.deleted", message(2, { version: 2, deleted: true, text: "" }));
    await settle();
    expect(room.unread).toBe(4);
  });
});

test("a room that the server ends says so", async () => {
  await open();
  const ended = vi.fn();
  room.on("ended", ended);
  hub.link.say("Unsubscribed", { channel, code: "kicked", message: "you were removed", resubscribe: false } as never);
  expect(ended.mock.calls[0]).toMatchObject([{ code: "kicked" }]);
  expect(room.state).toBe("ended");
});
