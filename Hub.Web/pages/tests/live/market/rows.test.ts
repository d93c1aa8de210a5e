import type { FeedFields } from "@realtimehub/client/feeds";
import { expect, test } from "vitest";
import { inView, ordered } from "../../../src/live/market/rows";

const known = new Map<string, FeedFields>([
  ["BBB", { name: "Beacon Energy", sector: "Energy", price: 10, change: -1 }],
  ["AAA", { name: "Acorda Foods", sector: "Foods", price: 30, change: 2 }],
  ["CCC", { name: "Cobalt Energy", sector: "Energy", price: 20, change: null }],
]);

test("ordered_ByKeyAndName_IsAlphabetical", () => {
  expect(ordered(known, { column: "key", descending: false }, "")).toEqual(["AAA", "BBB", "CCC"]);
  expect(ordered(known, { column: "name", descending: true }, "")).toEqual(["CCC", "BBB", "AAA"]);
});

test("ordered_ByFigure_PutsThoseWithoutOneLast", () => {
  expect(ordered(known, { column: "price", descending: true }, "")).toEqual(["AAA", "CCC", "BBB"]);
  expect(ordered(known, { column: "change", descending: true }, "")).toEqual(["AAA", "BBB", "CCC"]);
  expect(ordered(known, { column: "change", descending: false }, "")).toEqual(["BBB", "AAA", "CCC"]);
});

test("ordered_Filter_FindsAllWordsInSymbolNameAndSector", () => {
  expect(ordered(known, { column: "key", descending: false }, " energy ")).toEqual(["BBB", "CCC"]);
  expect(ordered(known, { column: "key", descending: false }, "ENERGY cob")).toEqual(["CCC"]);
  expect(ordered(known, { column: "key", descending: false }, "nothing")).toEqual([]);
});

test.each([
  [0, { from: 0, to: 14 }],
  [42 * 100, { from: 96, to: 114 }],
  [42 * 495, { from: 491, to: 500 }],
])("inView_ScrolledTo%i_HasTheRowsAndAFewAround", (top, rows) => expect(inView(top, 420, 42, 500, 4)).toEqual(rows));

test("inView_FewerRowsThanBefore_StaysWithinThem", () => {
  expect(inView(42 * 400, 420, 42, 3, 4)).toEqual({ from: 3, to: 3 });
});
