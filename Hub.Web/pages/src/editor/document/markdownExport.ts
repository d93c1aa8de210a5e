import MarkdownIt from "markdown-it";

/** Markup in the text is text: a document of several authors must not run what one of them wrote. */
const markdown = new MarkdownIt({ html: false, linkify: false });
type Token = ReturnType<typeof markdown.parse>[number];

const escaped = (text: string): string => markdown.utils.escapeHtml(text);

/** A page of its own. */
export function htmlOf(source: string, title: string): string {
  return `<!doctype html>
<html>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
</head>
<body>
${markdown.render(source)}</body>
</html>
`;
}

/** The text without the marks: paragraphs with an empty line between, lists with a dash or a number. */
export function plainOf(source: string): string {
  const lines: string[] = [];
  const lists: { next: number | undefined }[] = [];
  let mark = "";
  for (const token of markdown.parse(source, {})) {
    switch (token.type) {
      case "bullet_list_open":
        lists.push({ next: undefined });
        break;
      case "ordered_list_open":
        lists.push({ next: Number(token.attrGet("start") ?? 1) });
        break;
      case "bullet_list_close":
      case "ordered_list_close":
        lists.pop();
        if (lists.length === 0) lines.push("");
        break;
      case "list_item_open": {
        const list = lists.at(-1)!;
        mark = list.next === undefined ? "- " : `${list.next++}. `;
        break;
      }
      case "hr":
        lines.push("—", "");
        break;
      case "fence":
      case "code_block":
        lines.push(token.content.replace(/\n$/, ""), "");
        break;
      case "inline": {
        lines.push("  ".repeat(Math.max(0, lists.length - 1)) + mark + inline(token.children ?? []));
        if (lists.length === 0) lines.push("");
        mark = "";
        break;
      }
    }
  }
  return `${lines.join("\n").trim()}\n`;
}

function inline(tokens: readonly Token[]): string {
  return tokens.map(({ type, content }) => (type === "softbreak" || type === "hardbreak" ? "\n" : content)).join("");
}
