import { expect, test } from "vitest";
import { fileName } from "../../../src/editor/document/download";
import { htmlOf, plainOf } from "../../../src/editor/document/markdownExport";

test("plainOf_AllKindsOfBlocks_KeepsTheWordsWithoutTheMarks", () => {
  const source = "# Head *one*\n\nA **bold** [link](https://example.org)\nand `code`.\n\n- a\n- b\n  - c\n\n3. three\n4. four\n\n> said\n\n```js\nlet x;\n```\n\n---\n\nend";
  expect(plainOf(source)).toBe("Head one\n\nA bold link\nand code.\n\n- a\n- b\n  - c\n\n3. three\n4. four\n\nsaid\n\nlet x;\n\n—\n\nend\n");
});

test("plainOf_MarkupInTheText_IsText", () => {
  expect(plainOf("a <b>c</b> &amp; d")).toBe("a <b>c</b> & d\n");
});

test("htmlOf_WhatOneOfSeveralAuthorsWrote_RunsNothing", () => {
  const html = htmlOf("<script>alert(1)</script>\n\n[x](javascript:alert(1)) [y](data:text/html,x) ![z](vbscript:x)", "</title><script>");
  expect(html).not.toMatch(/<script|href="(javascript|data)|src="vbscript/);
  expect(html).toContain("<title>&lt;/title&gt;&lt;script&gt;</title>");
});

test.each([
  ["A/B: <notes>", "A B notes.md"],
  ["../../etc/passwd", "etc passwd.md"],
  ["  ", "document.md"],
  ["日本語 ノート", "日本語 ノート.md"],
  ["CON\u0000\u202egnp", "CON gnp.md"],
])("fileName_%j_IsOneThatEverySystemTakes", (title, name) => {
  expect(fileName(title, "md")).toBe(name);
});
