/** Letters that decomposing leaves as they are, and what the server's search takes them for. */
const alike: Readonly<Record<string, string>> = { ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ħ: "h", ı: "i", ł: "l", ŧ: "t", ς: "σ" };

const mark = /^[\p{Mn}\p{Cf}]$/u;
const wordCharacter = /^[\p{L}\p{Nd}]$/u;

/** A word as search compares it, and where it stands. */
export interface FoldedWord {
  readonly folded: string;
  readonly from: number;
  /** For each unit of `folded`: where the character that it comes from ends, its marks included. */
  readonly ends: readonly number[];
}

/** The words of a text in small letters without marks. What is neither letter nor digit divides them; what can't be seen doesn't. */
export function foldedWords(text: string): readonly FoldedWord[] {
  const words: FoldedWord[] = [];
  let word: { folded: string; from: number; ends: number[] } | undefined;
  let at = 0;
  for (const character of text) {
    const from = at;
    at += character.length;
    if (mark.test(character)) {
      if (word) word.ends[word.ends.length - 1] = at;
    } else if (wordCharacter.test(character)) {
      if (!word) words.push((word = { folded: "", from, ends: [] }));
      const folded = foldedCharacter(character);
      word.folded += folded;
      for (let unit = 0; unit < folded.length; unit++) word.ends.push(at);
    } else {
      word = undefined;
    }
  }
  return words;
}

function foldedCharacter(character: string): string {
  const small = character.toLowerCase();
  return alike[small] ?? small.normalize("NFD").replace(/\p{Mn}/gu, "");
}
