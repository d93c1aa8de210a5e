import { expect, test } from "vitest";
import { addressOf, placeOf } from "../../../src/admin/place/place";

test.each([
  ["", { view: "server", key: undefined }],
  ["#channels", { view: "channels", key: undefined }],
  ["#channels/topic%3Aa%2Fb", { view: "channels", key: "topic:a/b" }],
  ["#channels/topic:a/b", { view: "channels", key: "topic:a/b" }],
  ["#connections/%", { view: "connections", key: undefined }],
  ["#elsewhere", { view: "server", key: undefined }],
] as const)("placeOf_%s_IsWhatItSays", (hash, place) => expect(placeOf(hash)).toEqual(place));

test.each(["topic:são/paulo", "ann%2F", "<b>", "\u202eabc", "王#?&"])("addressOf_%s_IsReadBack", (key) => {
  expect(placeOf(addressOf({ view: "connections", key }))).toEqual({ view: "connections", key });
});
