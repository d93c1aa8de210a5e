import { expect, test } from "vitest";
import { addressOf, placeOf } from "../../../src/live/place/place";

test.each([
  ["", { view: "market", key: undefined }],
  ["#weather", { view: "weather", key: undefined }],
  ["#market/ABEE", { view: "market", key: "ABEE" }],
  ["#weather/a%2Fb", { view: "weather", key: "a/b" }],
  ["#market/%", { view: "market", key: undefined }],
  ["#elsewhere/x", { view: "market", key: "x" }],
] as const)("placeOf_%s_IsWhatItSays", (hash, place) => expect(placeOf(hash)).toEqual(place));

test("addressOf_AnyPlace_IsReadBack", () => {
  const place = { view: "weather", key: "são paulo/1" } as const;
  expect(placeOf(addressOf(place))).toEqual(place);
});
