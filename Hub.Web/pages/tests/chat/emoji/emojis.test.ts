import { expect, test } from "vitest";
import { findEmojis } from "../../../src/chat/emoji/emojis";

const emojis = (query: string): string[] => findEmojis(query).flatMap((group) => group.emojis.map(({ emoji }) => emoji));

test("findEmojis_NoQuery_GivesEveryGroup", () => {
  expect(findEmojis("").map(({ name }) => name)).toHaveLength(9);
  expect(emojis("").length).toBeGreaterThan(1_800);
});

test("findEmojis_BeginningsOfWords_AllMustFit", () => {
  expect(emojis("thumb up")).toContain("👍️");
  expect(emojis("PARTY pop")).toContain("🎉");
  expect(emojis("arty")).not.toContain("🎉");
  expect(emojis("no such thing")).toEqual([]);
});
