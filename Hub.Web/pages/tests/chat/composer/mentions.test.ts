import { expect, test } from "vitest";
import { candidates, completed, mentionBefore } from "../../../src/chat/composer/mentions";

const people = ["Ann Lee", "Zoë", "annika", "Bob"].map((name) => ({ userId: `guest-${name}`, name }));
const names = (written: string): string[] => candidates(people, written).map(({ name }) => name!);

test.each([
  ["hello @an", 9, { at: 6, written: "an" }],
  ["@", 1, { at: 0, written: "" }],
  ["@an and more", 3, { at: 0, written: "an" }],
  ["mail@an", 7, undefined],
  ["@an ", 4, undefined],
  ["", 0, undefined],
  ["你好@张", 4, { at: 2, written: "张" }],
  ["สวัสดี@a", 8, { at: 6, written: "a" }],
  ["안녕@a", 4, { at: 2, written: "a" }],
  ["👋@An", 5, { at: 2, written: "An" }],
  ["é@a", 3, undefined],
  ["a.b+c@d", 7, undefined],
  ["你好＠张", 4, { at: 2, written: "张" }],
])("the mention before the caret of %j at %i", (text, caret, wanted) => expect(mentionBefore(text, caret)).toEqual(wanted));

test("who is meant is found by the beginning of a word of the name, whatever case and marks", () => {
  expect(names("AN")).toEqual(["Ann Lee", "annika"]);
  expect(names("lee")).toEqual(["Ann Lee"]);
  expect(names("zo")).toEqual(["Zoë"]);
  expect(names("nn")).toEqual([]);
  expect(names("bob")).toEqual([]);
});

test("a name takes the place of what was written of it, with one space behind", () => {
  expect(completed("hi @an there", { at: 3, written: "an" }, people[0]!, people)).toEqual({ text: "hi @Ann Lee there", caret: 12 });
  expect(completed("@", { at: 0, written: "" }, people[3]!, people)).toEqual({ text: "@Bob ", caret: 5 });
});

test("completed_NameIsShared_NamesTheIdSoThatOneIsMeant", () => {
  const twins = [{ userId: "guest-1", name: "Ann" }, { userId: "guest-2", name: "ann" }];
  expect(completed("@an", { at: 0, written: "an" }, twins[1]!, twins).text).toBe("@guest-2 ");
});
