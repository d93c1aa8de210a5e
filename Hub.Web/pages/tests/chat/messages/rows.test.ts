import type { Message } from "@realtimehub/client";
import type { ChatEntry } from "@realtimehub/client/chat";
import { describe, expect, test } from "vitest";
import { rowsOf } from "../../../src/chat/messages/rows";
import { Comings, type Coming } from "../../../src/chat/state/comings";
import { dayName } from "../../../src/words/times";

const minute = 60_000;
const noon = new Date(2026, 4, 4, 12).getTime();

function entry(messageId: number, userId: string, time: number, more: Partial<Message> = {}): ChatEntry {
  const message = { messageId, room: "r", author: { userId }, text: "t", time, mentions: [], reactions: [], version: 1, ...more };
  return { message, state: "sent" };
}

const shown = (entries: readonly ChatEntry[], newFrom?: number, comings: readonly Coming[] = []): string[] =>
  rowsOf(entries, "me", newFrom, comings).map((row) => (row.kind === "message" ? `${row.entry.message.messageId}${row.leads ? " leads" : ""}` : row.kind));

describe("rows", () => {
  test("a message leads when another spoke, or long before, or it answers", () => {
    const reference = { messageId: 1, author: { userId: "a" }, excerpt: "" };
    const entries = [
      entry(1, "a", noon),
      entry(2, "a", noon + minute),
      entry(3, "b", noon + minute),
      entry(4, "b", noon + 20 * minute),
      entry(5, "b", noon + 21 * minute, { replyTo: reference }),
    ];
    expect(shown(entries)).toEqual(["day", "1 leads", "2", "3 leads", "4 leads", "5 leads"]);
  });

  test("every day begins with a line", () => {
    expect(shown([entry(1, "a", noon), entry(2, "a", noon + 24 * 60 * minute)])).toEqual(["day", "1 leads", "day", "2 leads"]);
  });

  test("the line stands before the first new message of another", () => {
    const entries = [entry(1, "a", noon), entry(2, "me", noon), entry(3, "a", noon), entry(4, "a", noon)];
    expect(shown(entries, 1)).toEqual(["day", "1 leads", "2 leads", "new", "3 leads", "4"]);
    expect(shown(entries, 4)).not.toContain("new");
  });

  test("an own message keeps its row when the server has taken it, another's key is no matter", () => {
    const waiting = entry(0, "me", noon, { idempotencyKey: "k" });
    const taken = entry(7, "me", noon, { idempotencyKey: "k" });
    const other = entry(8, "a", noon, { idempotencyKey: "k" });
    const keys = (entries: ChatEntry[]) => rowsOf(entries, "me", undefined, []).map(({ key }) => key).slice(1);
    expect(keys([waiting])).toEqual(keys([taken]));
    expect(keys([other])).not.toEqual(keys([taken]));
  });
});

const coming = (offset: number, time = noon): Coming => ({ kind: "joined", user: { userId: "c" }, offset, time });

test("rowsOf_UsersJoined_StandBetweenTheMessages", () => {
  const entries = [entry(3, "a", noon), entry(5, "a", noon), entry(9, "a", noon)];
  expect(shown(entries, undefined, [coming(2), coming(4), coming(6), coming(7), coming(12)])).toEqual(["day", "3 leads", "coming", "5 leads", "coming", "coming", "9 leads", "coming"]);
});

test("rowsOf_UserJoinedOnAnotherDay_StandsBelowThatDaysLine", () => {
  const day = 24 * 60 * minute;
  expect(shown([entry(3, "a", noon), entry(5, "a", noon + day)], undefined, [coming(4, noon + day), coming(6, noon + 2 * day)])).toEqual(["day", "3 leads", "day", "coming", "5 leads", "day", "coming"]);
});

test("rowsOf_OwnMessageOnItsWay_StandsBehindWhoJoined", () => {
  expect(shown([entry(3, "me", noon), { ...entry(0, "me", noon), state: "sending" }], undefined, [coming(4)])).toEqual(["day", "3 leads", "coming", "0 leads"]);
});

test("hear_MemberPublications_TellJoinsAndLeavesAlone", () => {
  const comings = new Comings();
  const member = { userId: "c", name: "Cid", role: "member", joinedTime: 0, joinedOffset: 0 } as const;
  comings.hear(member, false, 4, noon);
  comings.hear(member, false, 4, noon);
  comings.hear({ ...member, role: "moderator" }, true, 5, noon);
  comings.hear({ ...member, left: true }, true, 6, noon);
  comings.hear({ ...member, left: true }, false, 7, noon);
  expect(comings.list.map(({ kind, offset }) => [kind, offset])).toEqual([["joined", 4], ["left", 6]]);
});

test("days near by have names", () => {
  const day = 24 * 60 * minute;
  expect(dayName(noon, noon)).toBe("Today");
  expect(dayName(noon - day, noon)).toBe("Yesterday");
  expect(dayName(noon - 2 * day, noon)).toBe("Saturday 2 May");
  expect(dayName(new Date(2025, 11, 31).getTime(), noon)).toBe("31 December 2025");
});
