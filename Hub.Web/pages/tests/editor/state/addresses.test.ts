import { expect, test } from "vitest";
import { addressOf, linkAddressOf, placeOf } from "../../../src/editor/state/addresses";

test.each(["plan", "a&link=b", "ä/ö#?%", "100%"])("the addresses of %s name it, with and without a link", (documentId) => {
  expect(placeOf(addressOf(documentId))).toEqual({ documentId, link: undefined });
  expect(placeOf(linkAddressOf(documentId, "0123.a-b_c"))).toEqual({ documentId, link: "0123.a-b_c" });
});

test.each([
  ["", "", undefined],
  ["#", "", undefined],
  ["#100%", "100%", undefined],
  ["#plan&link=", "plan", undefined],
  ["#plan&link", "plan&link", undefined],
])("what %s names", (hash, documentId, link) => {
  const place = placeOf(hash);
  expect([place.documentId, place.link || undefined]).toEqual([documentId, link]);
});
