import { expect, test } from "vitest";
import { momentName } from "../../src/words/times";

const now = new Date(2026, 10, 30, 17, 0, 0).getTime();

test.each([
  [new Date(2026, 10, 30, 9, 5, 7), "09:05:07"],
  [new Date(2026, 10, 29, 23, 59, 59), "29 Nov, 23:59"],
  [new Date(2025, 10, 30, 9, 5, 7), "30 Nov 2025"],
])("momentName_%s_Is_%s", (time, expected) => {
  expect(momentName(time.getTime(), now)).toBe(expected);
});
