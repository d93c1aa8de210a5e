import { describe, expect, test } from "vitest";
import { piecesOf, type Piece } from "../src/chat/text";

/** Pieces as a line of text that shows what each is. */
const shown = (pieces: readonly Piece[]): string =>
  pieces
    .map((piece) => {
      switch (piece.kind) {
        case "text":
          return piece.text;
        case "code":
          return `[code ${piece.text}]`;
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
    ["*a _b_ c*", "[bold a [italic b] c]"],
    ["`*no*` *yes*", "[code *no*] [bold yes]"],
    ["2*3*4 and snake_case_name", "2*3*4 and snake_case_name"],
    ["* not this * _ nor this _", "* not this * _ nor this _"],
    ["*over\nlines*", "*over\nlines*"],
    ["(*so*), *so*!", "([bold so]), [bold so]!"],
    ["**", "**"],
  ])("%s", (text, wanted) => expect(shown(piecesOf(text))).toBe(wanted));
});

describe("addresses", () => {
  test.each([
    ["see https://a.example/x?y=1.", "see [link https://a.example/x?y=1 -> https://a.example/x?y=1]."],
    ["(https://a.example/)", "([link https://a.example/ -> https://a.example/])"],
    ["https://a.example/w_(x)", "[link https://a.example/w_(x) -> https://a.example/w_(x)]"],
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
  ];

  test.each([
    ["@Ann hello", "[me @Ann] hello"],
    ["@ann lee, hello", "[named @ann lee], hello"],
    ["mail@Ann @Anna", "mail@Ann @Anna"],
    ["@x.* @xyz", "[named @x.*] @xyz"],
    ["*@Ann*", "[bold [me @Ann]]"],
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
])("16,000 characters of %s take no time, and none is lost", (_, text) => {
  const began = performance.now();
  const pieces = piecesOf(text, [{ name: "a", me: false }]);
  expect(performance.now() - began).toBeLessThan(500);
  expect(plain(pieces).replaceAll(/[*_`]/g, "")).toBe(text.replaceAll(/[*_`]/g, ""));
});
