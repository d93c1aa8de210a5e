import { expect, test } from "vitest";
import { partsOf } from "../../../src/admin/controls/hiddenCharacters";

const shown = (text: string): string => partsOf(text).map(({ text, code }) => (code ? `[${code}]` : text)).join("");

test.each([
  ["Ann", "Ann"],
  ["", ""],
  ["\u202eelbadaernu", "[U+202E]elbadaernu"],
  ["a\u200bb\u2067", "a[U+200B]b[U+2067]"],
  ["tab\there\u0000", "tab[U+0009]here[U+0000]"],
  ["Ann\u200d", "Ann[U+200D]"],
  ["\u{e0041}tag", "[U+E0041]tag"],
  ["\u3164", "[U+3164]"],
  ["👨\u200d👩\u200d👧 ❤\ufe0f\u200d🔥 👍🏽", "👨\u200d👩\u200d👧 ❤\ufe0f\u200d🔥 👍🏽"],
  ["می\u200cخواهم क्\u200dष", "می\u200cخواهم क्\u200dष"],
  ["عربي 王小明", "عربي 王小明"],
])("partsOf_%j_ShowsWhatCantBeSeen", (text, wanted) => {
  expect(shown(text)).toBe(wanted);
  expect(partsOf(text).map((part) => part.text).join("")).toBe(text);
});
