import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { TypingNotifier } from "../../src/chat/typingNotifier";
import { HubCallError } from "../../src/errors";

const told: { readonly typing: boolean; readonly time: number }[] = [];
let refusal: Error | undefined;
let notifier: TypingNotifier;

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  told.length = 0;
  refusal = undefined;
  notifier = new TypingNotifier((typing) => {
    told.push({ typing, time: Date.now() });
    return refusal ? Promise.reject(refusal) : Promise.resolve();
  });
});

afterEach(() => {
  notifier.close();
  vi.useRealTimers();
});

test("set_KeysWithoutEnd_TellsEveryThreeSeconds", async () => {
  for (let i = 0; i < 100; i++) {
    notifier.set(true);
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(told.map(({ time }) => time)).toEqual([0, 3_000, 6_000, 9_000]);
});

test("set_ShortMessagesOneAfterTheOther_TellsAtMostOnceASecondAndNeverTheEnd", async () => {
  for (let i = 0; i < 16; i++) {
    notifier.set(true);
    await vi.advanceTimersByTimeAsync(100);
    notifier.posted();
    await vi.advanceTimersByTimeAsync(550);
  }
  expect(told.length).toBeGreaterThan(3);
  expect(told.every(({ typing }) => typing)).toBe(true);
  told.slice(1).forEach(({ time }, index) => expect(time - told[index]!.time).toBeGreaterThanOrEqual(1_000));
});

test("set_ClearedRightAway_TellsTheEndWhenTheSecondIsOver", async () => {
  notifier.set(true);
  notifier.set(false);
  expect(told).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(told).toEqual([{ typing: true, time: 0 }, { typing: false, time: 1_000 }]);
});

test("set_ClearedAfterTheServerForgot_TellsNothing", async () => {
  notifier.set(true);
  await vi.advanceTimersByTimeAsync(6_000);
  notifier.set(false);
  await vi.advanceTimersByTimeAsync(6_000);
  expect(told).toHaveLength(1);
});

test("set_Refused_WaitsAsLongAsTheServerSays", async () => {
  refusal = new HubCallError("rate_limited", "too many", undefined, { retryAfterMs: 4_000 });
  for (let i = 0; i < 39; i++) {
    notifier.set(i % 2 === 0);
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(told).toHaveLength(1);
  notifier.set(true);
  await vi.advanceTimersByTimeAsync(100);
  expect(told).toHaveLength(2);
});
