import { expect, test } from "vitest";
import { backoffOf, waitBefore } from "../../src/connections/backoff";

const backoff = { baseMs: 1_000, maxMs: 30_000 };

test("without options the first wait is at most half a second and the longest half a minute", () => {
  expect(backoffOf({})).toEqual({ baseMs: 500, maxMs: 30_000 });
  expect(backoffOf({ firstRetryDelayMs: 20, longestRetryDelayMs: 200 })).toEqual({ baseMs: 20, maxMs: 200 });
});

test.each([
  [1, 1_000],
  [2, 2_000],
  [5, 16_000],
  [6, 30_000],
  [10_000, 30_000],
])("attempt %i waits at most %i ms", (attempt, ceiling) => {
  expect(waitBefore(attempt, backoff, () => 0)).toBe(0);
  expect(waitBefore(attempt, backoff, () => 0.5)).toBe(ceiling / 2);
  expect(waitBefore(attempt, backoff, () => 0.999999)).toBeLessThanOrEqual(ceiling);
});
