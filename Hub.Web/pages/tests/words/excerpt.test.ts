import { describe, expect, test } from "vitest";
import { excerptOf, holds, wordsOf } from "../../src/words/excerpt";

/** An excerpt as a line of text, with what was found in brackets. */
const shown = (text: string, query: string): string =>
  excerptOf(text, wordsOf(query))
    .map((piece) => (piece.found ? `[${piece.text}]` : piece.text))
    .join("");

describe("what is found", () => {
  test.each([
    ["Crème brûlée", "creme", "[Crème] brûlée"],
    ["creme", "CRÈME", "[creme]"],
    ["deploy the deployment", "dep", "[dep]loy the [dep]loyment"],
    ["redeploy", "deploy", "redeploy"],
    ["Straße und Ærø", "strasse aero", "[Straße] und [Ærø]"],
    ["e\u0301te\u0301 2026", "ete 20", "[e\u0301te\u0301] [20]26"],
    ["zero\u200bwidth", "zerow", "[zero\u200bw]idth"],
    ["a-b_c", "b", "a-[b]_c"],
    ["ΣΊΣΥΦΟΣ", "σισυφος", "[ΣΊΣΥΦΟΣ]"],
    ["Łódź, Йод", "lodz иод", "[Łódź], [Йод]"],
    ["𝒜 word", "word", "𝒜 [word]"],
    ["the longest of two", "lon longest", "the [longest] of two"],
    ["<b>bold</b>", "b bold", "<[b]>[bold]</[b]>"],
  ])("%s / %s", (text, query, wanted) => expect(shown(text, query)).toBe(wanted));
});

describe("the place", () => {
  const far = `${"word ".repeat(200)}needle ${"more ".repeat(200)}`;

  test("is where the first word stands, cut at words, with marks that something is left out", () => {
    const found = shown(far, "needle");
    expect(found).toMatch(/^…word word .*\[needle\] more .* more…$/);
    expect(found.length).toBeLessThan(260);
  });

  test("is the beginning where nothing was found, and the whole of a short text", () => {
    expect(shown(far, "absent")).toMatch(/^word word/);
    expect(shown("short", "absent")).toBe("short");
  });

  test.each(["😀".repeat(400), `needle${"😀".repeat(400)}`, `${"😀".repeat(400)} needle`, "w".repeat(16_000)])("never cuts a character in two", (text) => {
    const found = shown(text, "needle");
    expect(found).not.toMatch(/\p{Cs}/u);
    expect(found.length).toBeLessThan(300);
  });
});

test("a message is a result when all words begin some word of it", () => {
  expect(holds("The quick Füchse", wordsOf("fuch qui"))).toBe(true);
  expect(holds("The quick Füchse", wordsOf("fuch slow"))).toBe(false);
  expect(wordsOf(" -- ")).toEqual([]);
});

test("16,000 characters take no time", () => {
  const began = performance.now();
  shown("a ".repeat(8_000), "a");
  expect(performance.now() - began).toBeLessThan(3_000);
});
