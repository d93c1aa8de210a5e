import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { MessageList } from "../../src/chat/messageList";
import { UnreadTally } from "../../src/chat/unreadTally";
import type { Message } from "../../src/contracts";

interface Told {
  readonly id: number;
  readonly author?: string;
  readonly version?: number;
  readonly mentions?: readonly string[];
  readonly deleted?: true;
}

interface Case {
  readonly name: string;
  readonly cursor: { readonly offset: number; readonly unread?: number; readonly mentions?: number };
  readonly loaded?: readonly Told[];
  readonly hasOlder?: boolean;
  readonly steps: readonly { readonly type: string; readonly message: Told; readonly counts: readonly [number, number]; readonly ask?: true }[];
}

const { cases } = JSON.parse(readFileSync(new URL("../../../../tests/vectors/chat/unread.json", import.meta.url), "utf8")) as { cases: readonly Case[] };

const messageOf = ({ id, author = "you", version = 1, mentions = [], deleted }: Told): Message => {
  return { messageId: id, room: "r", author: { userId: author }, text: "", time: 0, mentions, reactions: [], version, ...(deleted && { deleted }) };
};

test.each(cases.map((one) => [one.name, one] as const))("%s", (_, { cursor, loaded = [], hasOlder = false, steps }) => {
  const list = new MessageList();
  list.load(loaded.map(messageOf), hasOlder);
  const tally = new UnreadTally();
  tally.tell(cursor.offset, cursor.unread ?? 0, cursor.mentions ?? 0);
  expect(steps.length).toBeGreaterThan(0);
  for (const [index, { type, message, counts, ask = false }] of steps.entries()) {
    const now = messageOf(message);
    const before = list.find(now.messageId);
    const asks = tally.receive(type, before, now, list.receive(now, type === "chat.posted"), "me");
    expect([index, tally.unread, tally.mentions, asks]).toEqual([index, ...counts, ask]);
  }
});
