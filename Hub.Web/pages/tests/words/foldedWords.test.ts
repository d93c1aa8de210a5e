import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { holds, wordsOf } from "../../src/words/excerpt";

interface Case {
  readonly text: string;
  readonly found: readonly string[];
  readonly missed: readonly string[];
}

const { cases } = JSON.parse(readFileSync(new URL("../../../../tests/vectors/chat/search.json", import.meta.url), "utf8")) as { cases: readonly Case[] };

// What the server finds stays a result when it is edited, and is marked.
test.each(cases)("holds_ServersVector_$text", ({ text, found, missed }) => {
  for (const query of found) expect(holds(text, wordsOf(query)), query).toBe(true);
  for (const query of missed) expect(holds(text, wordsOf(query)), query).toBe(false);
});
