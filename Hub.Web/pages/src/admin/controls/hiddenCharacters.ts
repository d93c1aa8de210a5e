/** A piece of a text: as it is, or one character that is written as its code. */
export interface TextPart {
  readonly text: string;
  /** Such as `U+202E`. */
  readonly code?: string;
}

/**
 * Controls, format characters (marks and turns of direction, zero widths, tags), separators of lines, and fillers that look like nothing. What joins and
 * colours emoji stays where an emoji is before it, and so do the joiners of scripts that need them between letters.
 */
const hidden = /(?<=\p{Extended_Pictographic}\ufe0f?|\p{Emoji_Modifier})\u200d(?=\p{Extended_Pictographic})|(?<=[\p{L}\p{M}])[\u200c\u200d](?=\p{L})|([\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0])/gu;

const codeOf = (character: string): string => `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`;

/** The text in pieces, so that a reader also sees what can't be seen. */
export function partsOf(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const { 0: match, 1: character, index } of text.matchAll(hidden)) {
    if (character === undefined) continue;
    if (index > from) parts.push({ text: text.slice(from, index) });
    parts.push({ text: match, code: codeOf(character) });
    from = index + match.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from) });
  return parts;
}
