import type { SyntaxNode, Tree } from "@lezer/common";
import { parser, Strikethrough, type MarkdownConfig } from "@lezer/markdown";
import type { Link } from "./links";

/** Left out: what a message of chat is rarely meant to be, and every way to markup or to a hidden address. */
const left = ["ATXHeading", "Autolink", "Blockquote", "BulletList", "Entity", "Escape", "HTMLBlock", "HTMLTag", "HardBreak", "HorizontalRule", "Image", "IndentedCode", "Link", "LinkEnd", "LinkReference", "OrderedList", "SetextHeading"];

/** So many marks are not meant as emphasis, and matching them all would take long. */
const mostMarks = 1_000;

/** The addresses of the text that is being parsed, by where they begin. A parse is one synchronous step. */
let addresses: ReadonlyMap<number, Link> = new Map();

/** Makes addresses nodes of the tree, so that a mark inside of one is no emphasis. */
const addressNodes: MarkdownConfig = {
  defineNodes: ["Address"],
  parseInline: [
    {
      name: "Address",
      before: "InlineCode",
      parse: (context, _, at) => {
        const link = addresses.get(at);
        return link && link.to <= context.end ? context.addElement(context.elt("Address", link.from, link.to)) : -1;
      },
    },
  ],
};

const emphasized = parser.configure([Strikethrough, { remove: left }, addressNodes]);
const plain = parser.configure([{ remove: [...left, "Emphasis"] }, addressNodes]);

export type { SyntaxNode };

/** The parts of a text that have a meaning: code, emphasis, addresses. Whatever is in no part is text. */
export function parse(text: string, links: readonly Link[]): Tree {
  addresses = new Map(links.map((link) => [link.from, link]));
  const marks = text.match(/[*_~]+/g)?.length ?? 0;
  return (marks > mostMarks ? plain : emphasized).parse(text);
}
