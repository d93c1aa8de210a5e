import { expect, test } from "vitest";
import { waitBefore } from "../src/backoff";

const backoff = { baseMs: 1_000, maxMs: 30_000 };

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
