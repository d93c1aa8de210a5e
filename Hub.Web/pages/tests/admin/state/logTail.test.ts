import type { HistoryPage, Publication } from "@realtimehub/client";
import { expect, test } from "vitest";
import { LogTail } from "../../../src/admin/state/logTail";

/** A channel whose history is read as the server gives it. */
class Channel {
  epoch = "e1";
  head = 0;

  readonly read = (after: number | undefined, limit: number): Promise<HistoryPage> => {
    const from = after === undefined ? Math.max(0, this.head - limit) : after;
    const to = Math.min(this.head, from + limit);
    const publications = Array.from({ length: Math.max(0, to - from) }, (_, i) => ({ offset: from + i + 1 }) as Publication);
    return Promise.resolve({ publications, position: { epoch: this.epoch, offset: this.head }, hasMore: after === undefined ? from > 0 : to < this.head });
  };
}

function tailOf(channel: Channel, pageSize: number) {
  const seen: (number | string)[] = [];
  const tail = new LogTail(channel.read, pageSize, { take: ({ offset }) => seen.push(offset), restart: () => seen.push("restart") });
  return { seen, tail };
}

test("next_BeginsWithTheNewestPage_AndTakesEachPublicationOnce", async () => {
  const channel = new Channel();
  channel.head = 7;
  const { seen, tail } = tailOf(channel, 3);
  expect(await tail.next()).toBe(3);
  channel.head = 12;
  expect(await tail.next()).toBe(5);
  expect(await tail.next()).toBe(0);
  expect(seen).toEqual([5, 6, 7, 8, 9, 10, 11, 12]);
});

test("next_AnEmptyChannel_GetsItsFirst", async () => {
  const channel = new Channel();
  const { seen, tail } = tailOf(channel, 3);
  expect(await tail.next()).toBe(0);
  channel.head = 1;
  await tail.next();
  expect(seen).toEqual([1]);
});

test("next_AnotherEpoch_BeginsAgain", async () => {
  const channel = new Channel();
  channel.head = 5;
  const { seen, tail } = tailOf(channel, 3);
  await tail.next();
  [channel.epoch, channel.head] = ["e2", 2];
  await tail.next();
  channel.head = 3;
  await tail.next();
  expect(seen).toEqual([3, 4, 5, "restart", 1, 2, 3]);
});

test("next_MoreThanTenPages_LeavesOutWhatIsOld", async () => {
  const channel = new Channel();
  const { seen, tail } = tailOf(channel, 2);
  await tail.next();
  channel.head = 100;
  await tail.next();
  expect(await tail.next()).toBe(2);
  expect(seen.slice(-2)).toEqual([99, 100]);
});
