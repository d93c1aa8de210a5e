import type { Message, MessagePage, SearchAllMessagesRequest } from "@realtimehub/client";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { RoomSearch } from "../../../src/chat/state/roomSearch";

interface Asked {
  readonly query: string;
  readonly before?: number;
  answer(page: MessagePage): void;
  refuse(error: Error): void;
}

let asked: Asked[];
let askedEverywhere: SearchAllMessagesRequest[];
let search: RoomSearch;

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  askedEverywhere = [];
  search = new RoomSearch(
    {
      room: ({ query, before }) => new Promise((answer, refuse) => asked.push({ query, ...(before !== undefined && { before }), answer, refuse })),
      allRooms: (request) => {
        askedEverywhere.push(request);
        return Promise.resolve({ messages: [message(askedEverywhere.length)], next: `page ${askedEverywhere.length}` });
      },
    },
    () => undefined,
  );
});

afterEach(() => vi.useRealTimers());

const message = (messageId: number, more: Partial<Message> = {}): Message => {
  return { messageId, room: "r", author: { userId: "a" }, text: "tea time", time: 0, mentions: [], reactions: [], version: 1, ...more };
};
const typed = async (query: string): Promise<void> => {
  search.type(query);
  await vi.advanceTimersByTimeAsync(250);
};
const answer = async (page: MessagePage, to = asked.at(-1)!): Promise<void> => {
  to.answer(page);
  await vi.advanceTimersByTimeAsync(0);
};
const ids = (): number[] => search.results.map(({ messageId }) => messageId);

describe("looking", () => {
  test("waits until nothing more is typed, and asks once", async () => {
    for (const query of ["t", "te", "tea"]) search.type(query);
    expect(search.state).toBe("searching");
    await vi.advanceTimersByTimeAsync(250);
    expect(asked.map(({ query }) => query)).toEqual(["tea"]);
    await answer({ messages: [message(9), message(4)], hasMore: false });
    expect([search.state, ids(), search.words]).toEqual(["found", [9, 4], ["tea"]]);
  });

  test("asks at once when told to, and not again when the moment has passed", async () => {
    search.type("tea");
    search.now();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked.length).toBe(1);
  });

  test("passes over an answer to what isn't looked for any more", async () => {
    await typed("tea");
    await typed("time");
    await answer({ messages: [message(2)], hasMore: false }, asked[1]!);
    await answer({ messages: [message(1)], hasMore: true }, asked[0]!);
    expect([ids(), search.hasMore]).toEqual([[2], false]);
  });

  test("for no word asks nothing and shows nothing", async () => {
    await typed("tea");
    await answer({ messages: [message(1)], hasMore: true });
    await typed(" ,. ");
    expect([search.state, ids(), search.hasMore, asked.length]).toEqual(["idle", [], false, 1]);
  });
});

describe("older results", () => {
  beforeEach(async () => {
    await typed("tea");
    await answer({ messages: [message(9), message(7)], hasMore: true });
  });

  test("are put behind the newer ones", async () => {
    search.older();
    expect(asked[1]).toMatchObject({ query: "tea", before: 7 });
    await answer({ messages: [message(3)], hasMore: false });
    expect([ids(), search.hasMore]).toEqual([[9, 7, 3], false]);
  });

  test("that fail leave the newer ones, and can be asked for again", async () => {
    search.older();
    asked[1]!.refuse(new Error("no"));
    await vi.advanceTimersByTimeAsync(0);
    expect([search.state, ids()]).toEqual(["failed", [9, 7]]);
    search.older();
    expect(asked[2]).toMatchObject({ before: 7 });
  });
});

test("a failed search shows nothing of the one before", async () => {
  await typed("tea");
  await answer({ messages: [message(9)], hasMore: true });
  await typed("time");
  asked[1]!.refuse(new Error("no"));
  await vi.advanceTimersByTimeAsync(0);
  expect([search.state, ids()]).toEqual(["failed", []]);
});

test("results follow their messages: deleted ones go, edited ones change or go", async () => {
  await typed("tea");
  await answer({ messages: [message(9), message(8), message(7)], hasMore: false });
  search.hear(message(9, { version: 2, deleted: true, text: "" }));
  search.hear(message(8, { version: 2, text: "coffee" }));
  search.hear(message(7, { version: 2, text: "more tea" }));
  search.hear(message(7, { version: 1, text: "old tea" }));
  search.hear(message(5, { text: "tea" }));
  expect(search.results.map(({ text }) => text)).toEqual(["more tea"]);
});

test("reach_AllRooms_AsksThereAndReadsOnFromTheServersPlace", async () => {
  await typed("tea");
  search.reach(true);
  await vi.advanceTimersByTimeAsync(0);
  search.older();
  await vi.advanceTimersByTimeAsync(0);
  expect(askedEverywhere).toEqual([{ query: "tea" }, { query: "tea", after: "page 1" }]);
  expect(ids()).toEqual([1, 2]);
  expect(search.hasMore).toBe(true);
});
