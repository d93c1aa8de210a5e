import { expect, test } from "vitest";
import type { Publication } from "../../src/contracts";
import { FeedValues } from "../../src/feeds/feedValues";

const publication = (key: string, offset: number, data: unknown, more: Partial<Publication> = {}): Publication => ({
  channel: "feed:market",
  type: "feed.updated",
  key,
  offset,
  time: offset * 10,
  data,
  ...more,
});

test("take_WholeValue_ReplacesTheFields", () => {
  const values = new FeedValues();
  values.take(publication("AAA", 1, { price: 1, name: "A" }));
  const change = values.take(publication("AAA", 2, { price: 2 }, { merged: 3 }));
  expect(values.all.get("AAA")).toEqual({ fields: { price: 2 }, offset: 2, time: 20, stale: false });
  expect(change).toEqual({
    key: "AAA",
    before: { fields: { price: 1, name: "A" }, offset: 1, time: 10, stale: false },
    value: { fields: { price: 2 }, offset: 2, time: 20, stale: false },
    merged: 3,
    snapshot: false,
  });
});

test("take_Patch_KeepsTheOtherFieldsAndLeavesTheValueBeforeAsItIs", () => {
  const values = new FeedValues();
  values.take(publication("AAA", 1, { price: 1, name: "A" }, { snapshot: true }));
  const before = values.all.get("AAA")!;
  values.take(publication("AAA", 2, { price: 2, volume: null }, { patch: true }));
  expect(values.all.get("AAA")!.fields).toEqual({ price: 2, name: "A", volume: null });
  expect(before.fields).toEqual({ price: 1, name: "A" });
});

test("take_PatchOfAValueThatIsNotHere_ChangesNothing", () => {
  const values = new FeedValues();
  expect(values.take(publication("AAA", 2, { price: 2 }, { patch: true }))).toBeUndefined();
  expect(values.all.size).toBe(0);
});

test("take_Removal_TakesTheKeyAwayOnce", () => {
  const values = new FeedValues();
  values.take(publication("AAA", 1, { price: 1 }));
  expect(values.take(publication("AAA", 2, null, { removed: true }))).toEqual({ key: "AAA", before: { fields: { price: 1 }, offset: 1, time: 10, stale: false }, merged: 0, snapshot: false });
  expect(values.take(publication("AAA", 3, null, { removed: true }))).toBeUndefined();
  expect(values.all.size).toBe(0);
});

test("take_StaleMark_StaysUntilAPublicationWithoutIt", () => {
  const values = new FeedValues();
  values.take(publication("AAA", 1, { price: 1 }));
  values.take(publication("AAA", 1, {}, { patch: true, stale: true }));
  expect(values.all.get("AAA")).toMatchObject({ fields: { price: 1 }, stale: true });
  values.take(publication("AAA", 1, {}, { patch: true }));
  expect(values.all.get("AAA")).toMatchObject({ fields: { price: 1 }, stale: false });
});

test("keep_SomeKeys_DropsTheOthers", () => {
  const values = new FeedValues();
  for (const [i, key] of ["AAA", "BBB", "CCC"].entries()) values.take(publication(key, i + 1, { price: i }));
  expect(values.keep(["BBB", "DDD"]).map(({ key }) => key)).toEqual(["AAA", "CCC"]);
  expect([...values.all.keys()]).toEqual(["BBB"]);
});
