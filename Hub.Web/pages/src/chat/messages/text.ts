import { wordCharacter } from "../../words/scripts";
import type { Named } from "../../words/names";
import { linksIn, type Link } from "./links";
import { mentionedIn } from "./mentioned";
import { parse, type SyntaxNode } from "./markdown";

/** A piece of a message's text: what it says, and what it is. Pages show pieces as text, never as markup. */
export type Piece =
  | { readonly kind: "text" | "code" | "block"; readonly text: string }
  | { readonly kind: "mention"; readonly text: string; readonly me: boolean }
  | { readonly kind: "link"; readonly text: string; readonly href: string }
  | { readonly kind: "bold" | "italic" | "struck"; readonly pieces: readonly Piece[] };

/** `code`, fenced blocks, addresses, **bold**, *bold*, _italic_, ~~struck~~ and mentions. All else is text, to the last space. */
export function piecesOf(text: string, named: readonly Named[] = []): readonly Piece[] {
  if (!/[`*_~]|:\/\//.test(text)) return mentionsIn(text, named);
  const links = linksIn(text);
  return new Reader(text, named, new Map(links.map((link) => [link.from, link]))).inside(parse(text, links).topNode);
}

const endsWord = new RegExp(`${wordCharacter}$`, "u");
const beginsWord = new RegExp(`^${wordCharacter}`, "u");

class Reader {
  constructor(
    private readonly text: string,
    private readonly named: readonly Named[],
    private readonly links: ReadonlyMap<number, Link>,
  ) {}

  /** The pieces of a node: those of its parts, and the text between them. */
  inside(node: SyntaxNode, from = node.from, to = node.to): readonly Piece[] {
    const pieces: Piece[] = [];
    let at = from;
    for (let part = node.firstChild; part; part = part.nextSibling) {
      if (part.from < from || part.to > to) continue;
      pieces.push(...mentionsIn(this.text.slice(at, part.from), this.named), ...this.of(part));
      // The break behind a block is shown by the block itself.
      at = part.to + (part.name === "FencedCode" && this.text.charAt(part.to) === "\n" ? 1 : 0);
    }
    pieces.push(...mentionsIn(this.text.slice(at, to), this.named));
    return pieces;
  }

  private of(node: SyntaxNode): readonly Piece[] {
    switch (node.name) {
      case "Paragraph":
        return this.inside(node);
      case "FencedCode": {
        const code = node.getChild("CodeText");
        return code ? [{ kind: "block", text: this.text.slice(code.from, code.to) }] : [{ kind: "text", text: this.text.slice(node.from, node.to) }];
      }
      case "InlineCode":
        return [{ kind: "code", text: this.text.slice(node.firstChild!.to, node.lastChild!.from) }];
      case "Address":
        return [{ kind: "link", text: this.text.slice(node.from, node.to), href: this.links.get(node.from)!.href }];
      case "StrongEmphasis":
        return [{ kind: "bold", pieces: this.between(node) }];
      case "Emphasis":
        if (this.inWord(node)) return this.inside(node);
        return [{ kind: this.text.charAt(node.from) === "*" ? "bold" : "italic", pieces: this.between(node) }];
      case "Strikethrough":
        return [{ kind: "struck", pieces: this.between(node) }];
      default:
        return [{ kind: "text", text: this.text.slice(node.from, node.to) }];
    }
  }

  /** As in 2*3*4. */
  private inWord({ from, to }: SyntaxNode): boolean {
    return endsWord.test(this.text.slice(Math.max(0, from - 2), from)) || beginsWord.test(this.text.slice(to, to + 2));
  }

  /** What is between a node's marks. */
  private between(node: SyntaxNode): readonly Piece[] {
    return this.inside(node, node.firstChild!.to, node.lastChild!.from);
  }
}

function mentionsIn(text: string, named: readonly Named[]): readonly Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const mention of mentionedIn(text, named)) {
    if (mention.from > from) pieces.push({ kind: "text", text: text.slice(from, mention.from) });
    pieces.push({ kind: "mention", text: text.slice(mention.from, mention.to), me: mention.named.some(({ me }) => me) });
    from = mention.to;
  }
  if (from < text.length) pieces.push({ kind: "text", text: text.slice(from) });
  return pieces;
}
