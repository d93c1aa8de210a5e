import { isUnspaced } from "./scripts";

/** Letters that decomposing leaves as they are, and what the server's search takes them for. */
const alike: Readonly<Record<string, string>> = { ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ħ: "h", ı: "i", ł: "l", ŧ: "t", ς: "σ" };

/** Accents, but not the marks that make another Japanese letter. */
const accent = /(?![\u3099\u309a])\p{Mn}|\p{Cf}/gu;
const invisible = /^\p{Cf}+$/u;
const wordCharacter = /[\p{L}\p{Nd}]/u;
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** A word as search compares it, and where it stands. */
export interface FoldedWord {
  readonly folded: string;
  /** For each unit of `folded`: where the character that it comes from begins. */
  readonly starts: readonly number[];
  /** For each unit of `folded`: where the character that it comes from ends, its marks included. */
  readonly ends: readonly number[];
}

/** The words of a text in small letters without accents. What is neither letter nor digit divides them; what can't be seen doesn't. */
export function foldedWords(text: string): readonly FoldedWord[] {
  const words: FoldedWord[] = [];
  let word: { folded: string; starts: number[]; ends: number[] } | undefined;
  for (const { segment, index } of graphemes.segment(text)) {
    if (invisible.test(segment)) continue;
    const folded = foldedCharacter(segment);
    if (!wordCharacter.test(folded)) {
      word = undefined;
      continue;
    }
    if (!word) words.push((word = { folded: "", starts: [], ends: [] }));
    word.folded += folded;
    for (let unit = 0; unit < folded.length; unit++) {
      word.starts.push(index);
      word.ends.push(index + segment.length);
    }
  }
  return words;
}

/** Where a word has another, as search finds it: at its beginning, and anywhere in a script without spaces; -1 where it hasn't. */
export function placeIn({ folded }: FoldedWord, wanted: string): number {
  return isUnspaced(wanted) ? folded.indexOf(wanted) : folded.startsWith(wanted) ? 0 : -1;
}

function foldedCharacter(character: string): string {
  const small = character.normalize("NFKC").toLowerCase();
  return [...small].map((letter) => alike[letter] ?? letter).join("").normalize("NFD").replace(accent, "").normalize("NFC");
}
