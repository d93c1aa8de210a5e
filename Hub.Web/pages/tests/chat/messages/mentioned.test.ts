import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { mentionedIn } from "../../../src/chat/messages/mentioned";

interface Vectors {
  readonly members: readonly { readonly userId: string; readonly name?: string }[];
  readonly cases: readonly { readonly text: string; readonly mentions: readonly string[] }[];
}

const { members, cases } = JSON.parse(readFileSync(new URL("../../../../../tests/vectors/chat/mentions.json", import.meta.url), "utf8")) as Vectors;

const named = members.flatMap(({ userId, name }) => [{ name: name ?? userId, me: false, userId }, { name: userId, me: false, userId }]);

test.each(cases)("mentionedIn_ServersVector_$text", ({ text, mentions }) => {
  const found = mentionedIn(text, named).flatMap((mention) => mention.named.map((one) => (one as (typeof named)[number]).userId));
  expect([...new Set(found)]).toEqual(mentions);
});

test("mentionedIn_AccentsAndWidths_GiveThePlaceInTheText", () => {
  expect(mentionedIn("hi \uff20Zoe\u0308!", [{ name: "Zoë", me: true }])).toEqual([{ from: 3, to: 8, named: [{ name: "Zoë", me: true }] }]);
});
