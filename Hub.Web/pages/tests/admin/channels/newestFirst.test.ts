import { expect, test } from "vitest";
import { NewestFirst } from "../../../src/admin/channels/newestFirst";

test("add_MoreThanFit_LeavesOutTheOldest", () => {
  const log = new NewestFirst<number>(3);
  const before = log.all;
  for (const entry of [1, 2, 3, 4]) log.add(entry);
  expect(log.all).toEqual([4, 3, 2]);
  expect(before).toEqual([]);
  log.clear();
  expect(log.all).toEqual([]);
});
