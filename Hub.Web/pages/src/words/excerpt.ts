import { foldedWords, placeIn } from "./foldedWords";

/** Of an excerpt: the text, and whether it was looked for. */
export interface ExcerptPiece {
  readonly text: string;
  readonly found: boolean;
}

interface Hit {
  readonly from: number;
  readonly to: number;
}

const beforeHit = 48;
const most = 220;

/** The words of a query as they are looked for. */
export const wordsOf = (query: string): readonly string[] => foldedWords(query).map(({ folded }) => folded);

/** Whether a text holds a word beginning like each of these: what makes a message a result. */
export function holds(text: string, words: readonly string[]): boolean {
  const held = foldedWords(text);
  return words.every((wanted) => held.some((word) => placeIn(word, wanted) >= 0));
}

/** The place of a text where something looked for stands first, and what of it was looked for. */
export function excerptOf(text: string, words: readonly string[]): readonly ExcerptPiece[] {
  const hits = hitsIn(text, words);
  const start = startOf(text, hits[0]?.from ?? 0);
  const end = endOf(text, start + most);
  const pieces: ExcerptPiece[] = [];
  const add = (piece: string, found: boolean): void => void (piece !== "" && pieces.push({ text: piece, found }));
  let at = start;
  for (const { from, to } of hits) {
    if (from < at || from >= end) continue;
    add(text.slice(at, from), false);
    add(text.slice(from, Math.min(to, end)), true);
    at = Math.min(to, end);
  }
  add(text.slice(at, end), false);
  if (start > 0) pieces.unshift({ text: "…", found: false });
  if (end < text.length) pieces.push({ text: "…", found: false });
  return pieces;
}

function hitsIn(text: string, words: readonly string[]): readonly Hit[] {
  const longestFirst = [...words].sort((a, b) => b.length - a.length);
  return foldedWords(text).flatMap((word) => {
    const wanted = longestFirst.find((one) => placeIn(word, one) >= 0);
    if (!wanted) return [];
    const at = placeIn(word, wanted);
    return [{ from: word.starts[at]!, to: word.ends[at + wanted.length - 1]! }];
  });
}

/** A little before what was found, where a word begins if one does near by. */
function startOf(text: string, hit: number): number {
  if (hit <= beforeHit) return 0;
  const start = hit - beforeHit;
  const space = text.slice(start, hit).search(/\s/);
  return whole(text, space < 0 ? start : start + space + 1);
}

function endOf(text: string, end: number): number {
  if (end >= text.length) return text.length;
  const space = /\s\S{0,24}$/.exec(text.slice(0, end));
  return whole(text, space ? space.index : end);
}

/** Not in the middle of a character. */
const whole = (text: string, at: number): number => (/[\udc00-\udfff]/.test(text.charAt(at)) ? at + 1 : at);
