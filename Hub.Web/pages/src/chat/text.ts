/** A piece of a message's text: what it says, and what it is. Pages show pieces as text, never as markup. */
export type Piece =
  | { readonly kind: "text" | "code"; readonly text: string }
  | { readonly kind: "mention"; readonly text: string; readonly me: boolean }
  | { readonly kind: "link"; readonly text: string; readonly href: string }
  | { readonly kind: "bold" | "italic"; readonly pieces: readonly Piece[] };

/** Someone whom a text names. */
export interface Named {
  readonly name: string;
  readonly me: boolean;
}

/** Neither part of a word nor to be seen: they end an address, so that one can't be made to look like another. */
const invisible = "\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2069\\ufeff";

// No alternative can run past its own mark or the end of the line: the time is linear in the length of the text.
const marks = new RegExp(
  [
    "`([^`\\n]+)`",
    `(https?:\\/\\/[^\\s<>"\`${invisible}]+)`,
    "(?<![\\p{L}\\p{N}*])\\*(?=[^\\s*])([^*\\n]+)(?<=\\S)\\*(?![\\p{L}\\p{N}*])",
    "(?<![\\p{L}\\p{N}_])_(?=[^\\s_])([^_\\n]+)(?<=\\S)_(?![\\p{L}\\p{N}_])",
  ].join("|"),
  "gu",
);

/** `code`, addresses, *bold*, _italic_ and mentions. All else is text. */
export function piecesOf(text: string, named: readonly Named[] = []): readonly Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const found of text.matchAll(marks)) {
    const [whole, code, address, bold, italic] = found;
    const piece = code !== undefined ? ({ kind: "code", text: code } as const) : address !== undefined ? linkOf(address) : emphasis(bold, italic, named);
    if (!piece) continue;
    pieces.push(...mentionsIn(text.slice(from, found.index), named), piece);
    from = found.index + (piece.kind === "link" ? piece.text.length : whole.length);
  }
  pieces.push(...mentionsIn(text.slice(from), named));
  return pieces;
}

function emphasis(bold: string | undefined, italic: string | undefined, named: readonly Named[]): Piece | undefined {
  if (bold !== undefined) return { kind: "bold", pieces: piecesOf(bold, named) };
  return italic === undefined ? undefined : { kind: "italic", pieces: piecesOf(italic, named) };
}

/** An address without the marks that end the sentence; a bracket stays where it was opened inside. */
function linkOf(address: string): Piece | undefined {
  const ending = address.includes("(") ? ".,;:!?'*_" : ".,;:!?'*_)";
  let end = address.length;
  // A pattern would look at a long row of dots once for each of them.
  while (ending.includes(address.charAt(end - 1)) && end > 0) end--;
  const text = address.slice(0, end);
  try {
    const url = new URL(text);
    return url.hostname && (url.protocol === "https:" || url.protocol === "http:") ? { kind: "link", text, href: url.href } : undefined;
  } catch {
    return undefined;
  }
}

function mentionsIn(text: string, named: readonly Named[]): Piece[] {
  if (text === "") return [];
  if (named.length === 0 || !text.includes("@")) return [{ kind: "text", text }];
  // The longest name counts.
  const names = [...named].sort((a, b) => b.name.length - a.name.length);
  const alternatives = names.map(({ name }) => name.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")).join("|");
  const mention = new RegExp(`(?<![\\p{L}\\p{N}])@(${alternatives})(?![\\p{L}\\p{N}])`, "giu");
  const pieces: Piece[] = [];
  let from = 0;
  for (const found of text.matchAll(mention)) {
    if (found.index > from) pieces.push({ kind: "text", text: text.slice(from, found.index) });
    const me = names.some((one) => one.me && one.name.toLowerCase() === found[1]!.toLowerCase());
    pieces.push({ kind: "mention", text: found[0], me });
    from = found.index + found[0].length;
  }
  if (from < text.length) pieces.push({ kind: "text", text: text.slice(from) });
  return pieces;
}
