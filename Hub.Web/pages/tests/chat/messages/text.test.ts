import { describe, expect, test } from "vitest";
import { piecesOf, type Piece } from "../../../src/chat/messages/text";

/** Pieces as a line of text that shows what each is. */
const shown = (pieces: readonly Piece[]): string =>
  pieces
    .map((piece) => {
      switch (piece.kind) {
        case "text":
          return piece.text;
        case "code":
        case "block":
          return `[${piece.kind} ${piece.text}]`;
        case "mention":
          return `[${piece.me ? "me" : "named"} ${piece.text}]`;
        case "link":
          return `[link ${piece.text} -> ${piece.href}]`;
        default:
          return `[${piece.kind} ${shown(piece.pieces)}]`;
      }
    })
    .join("");

/** Whatever the pieces are, they hold all of the text. */
const plain = (pieces: readonly Piece[]): string => pieces.map((piece) => ("pieces" in piece ? plain(piece.pieces) : piece.text)).join("");

describe("emphasis", () => {
  test.each([
    ["*bold* and _italic_", "[bold bold] and [italic italic]"],
    ["**bold** and **more *still* bold**", "[bold bold] and [bold more [bold still] bold]"],
    ["~~struck~~ and ~ not ~", "[struck struck] and ~ not ~"],
    ["*a _b_ c*", "[bold a [italic b] c]"],
    ["`*no*` *yes*", "[code *no*] [bold yes]"],
    ["2*3*4 and snake_case_name", "2*3*4 and snake_case_name"],
    ["很*重要*的", "很[bold 重要]的"],
    ["* not this * _ nor this _", "* not this * _ nor this _"],
    ["*over\nlines*", "[bold over\nlines]"],
    ["(*so*), *so*!", "([bold so]), [bold so]!"],
    ["**", "**"],
  ])("%s", (text, wanted) => expect(shown(piecesOf(text))).toBe(wanted));
});

describe("code", () => {
  test.each([
    ["```\nlet a = **1**;\n```", "[block let a = **1**;]"],
    ["see:\n```ts\n  a\n\n  b\n```\nand on", "see:\n[block   a\n\n  b]and on"],
    ["~~~\n@Ann https://a.example\n~~~", "[block @Ann https://a.example]"],
    ["```\nnever closed", "[block never closed]"],
    ["``` no block", "``` no block"],
    ["``a ` b``", "[code a ` b]"],
    ["`https://a.example/`", "[code https://a.example/]"],
  ])("%j", (text, wanted) => expect(shown(piecesOf(text, [{ name: "Ann", me: false }]))).toBe(wanted));
});

test.each(["# no heading", "- no list\n- at all", "1. no", "> no quote", "a\n===", "***", "    no code", "[a](https://b.example)", "<b>no</b>", "&lt; \\*", "  spaces  \n\n\n  stay\t "])("%j is text, to the last space", (text) => {
  const pieces = piecesOf(text);
  expect(plain(pieces)).toBe(text);
  expect(pieces.filter(({ kind }) => kind !== "text" && kind !== "link")).toEqual([]);
});

describe("addresses", () => {
  test.each([
    ["see https://a.example/x?y=1.", "see [link https://a.example/x?y=1 -> https://a.example/x?y=1]."],
    ["(https://a.example/)", "([link https://a.example/ -> https://a.example/])"],
    ["https://a.example/w_(x)", "[link https://a.example/w_(x) -> https://a.example/w_(x)]"],
    ["https://a.example/_x_*y*_", "[link https://a.example/_x_*y -> https://a.example/_x_*y]*_"],
    ["*https://a.example/*", "[bold [link https://a.example/ -> https://a.example/]]"],
    ["http://localhost:5080/chat#tea", "[link http://localhost:5080/chat#tea -> http://localhost:5080/chat#tea]"],
    ["https://zh.example/wiki/中国。还有http://b.example/", "[link https://zh.example/wiki/中国 -> https://zh.example/wiki/%E4%B8%AD%E5%9B%BD]。还有[link http://b.example/ -> http://b.example/]"],
    ["看https://a.example/x，好", "看[link https://a.example/x -> https://a.example/x]，好"],
    ["「https://a.example/あ」です", "「[link https://a.example/あ -> https://a.example/%E3%81%82]」です"],
    ["（https://a.example/）", "（[link https://a.example/ -> https://a.example/]）"],
    ["https://a.example/…", "[link https://a.example/ -> https://a.example/]…"],
    ["a.example and ann@a.example", "a.example and ann@a.example"],
    ["javascript:alert(1)", "javascript:alert(1)"],
    ["data:text/html,<script>alert(1)</script>", "data:text/html,<script>alert(1)</script>"],
    ["https://", "https://"],
    ["https://good.example\u202egpj.exe", "[link https://good.example -> https://good.example/]\u202egpj.exe"],
    ["https://a.example/\"onclick=alert(1)", "[link https://a.example/ -> https://a.example/]\"onclick=alert(1)"],
  ])("%s", (text, wanted) => expect(shown(piecesOf(text))).toBe(wanted));
});

describe("mentions", () => {
  const named = [
    { name: "Ann", me: true },
    { name: "Ann Lee", me: false },
    { name: "x.*", me: false },
    { name: "小明", me: false },
  ];

  test.each([
    ["@Ann hello", "[me @Ann] hello"],
    ["@ann lee, hello", "[named @ann lee], hello"],
    ["mail@Ann @Anna", "mail@Ann @Anna"],
    ["@x.* @xyz", "[named @x.*] @xyz"],
    ["*@Ann*", "[bold [me @Ann]]"],
    ["@Ann👍 👋@Ann", "[me @Ann]👍 👋[me @Ann]"],
    ["请@小明看一下", "请[named @小明]看一下"],
  ])("%s", (text, wanted) => expect(shown(piecesOf(text, named))).toBe(wanted));
});

test.each([
  ["stars", "*a".repeat(8_000)],
  ["lines", "_a ".repeat(5_000)],
  ["ticks", "`".repeat(16_000)],
  ["at", "@".repeat(16_000)],
  ["brackets", "https://a" + ")".repeat(16_000)],
  ["dots", "https://a" + ".".repeat(16_000) + "x"],
  ["one word", "a".repeat(16_000)],
  ["closing marks", "a* ".repeat(5_000)],
  ["mixed marks", "*_a".repeat(5_000)],
  ["fences", "```\n".repeat(4_000) + "a"],
  ["rows of ticks", Array.from({ length: 170 }, (_, i) => "`".repeat(i + 1)).join("a")],
  ["addresses", "https://a.b/_".repeat(1_200)],
])("16,000 characters of %s take no time, and none is lost", (_, text) => {
  const began = performance.now();
  const pieces = piecesOf(text, [{ name: "a", me: false }]);
  expect(performance.now() - began).toBeLessThan(3_000);
  // Marks, and the breaks around blocks, are shown by other means.
  const kept = (whole: string): string => whole.replaceAll(/[*_`\n]/g, "");
  expect(kept(plain(pieces))).toBe(kept(text));
});
