import type { Named } from "../../words/names";
import { isUnspaced } from "../../words/scripts";

/** A mention in a text. */
export interface Mentioned {
  readonly from: number;
  readonly to: number;
  readonly named: readonly Named[];
}

interface Folded {
  readonly text: string;
  /** For each unit: where the character that it comes from begins, and at the end the length of the text. */
  readonly from: readonly number[];
}

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
const word = /^[\p{L}\p{N}\p{M}]$/u;
const mark = /^\p{M}$/u;
const domain = /^\.[\p{L}\p{N}]/u;

/** The mentions of a text, as the server finds them: in any case and with or without accents, the longest name first. */
export function mentionedIn(text: string, named: readonly Named[]): readonly Mentioned[] {
  if (named.length === 0 || !/[@\uff20\ufe6b]/.test(text)) return [];
  const names = new Map<string, Named[]>();
  for (const one of named) {
    const folded = fold(one.name).text;
    names.set(folded, [...(names.get(folded) ?? []), one]);
  }
  const longestFirst = [...names.keys()].sort((a, b) => b.length - a.length);
  const folded = fold(text);
  const found: Mentioned[] = [];
  for (let at = folded.text.indexOf("@"); at >= 0; at = folded.text.indexOf("@", at + 1)) {
    const name = nameAt(folded.text, at, longestFirst);
    if (name !== undefined) found.push({ from: folded.from[at]!, to: folded.from[at + 1 + name.length]!, named: names.get(name)! });
  }
  return found;
}

function nameAt(text: string, sign: number, names: readonly string[]): string | undefined {
  const before = [...text.slice(Math.max(0, sign - 2), sign)].at(-1) ?? "";
  if (word.test(before) && !isUnspaced(before)) return undefined;
  const rest = text.slice(sign + 1);
  const name = names.find((one) => rest.startsWith(one) && endsAt(rest, one.length));
  // "王@example.com": what follows the name makes an address of it.
  return name !== undefined && word.test(before) && domain.test(rest.slice(name.length)) ? undefined : name;
}

function endsAt(rest: string, length: number): boolean {
  const next = [...rest.slice(length, length + 2)][0] ?? "";
  const last = [...rest.slice(0, length)].at(-1) ?? "";
  if (mark.test(next)) return false;
  return !word.test(next) || !word.test(last) || isUnspaced(next) || isUnspaced(last);
}

function fold(text: string): Folded {
  let folded = "";
  const from: number[] = [];
  for (const { segment, index } of graphemes.segment(text)) {
    const plain = segment.normalize("NFKC").toLowerCase().normalize("NFD").replace(/(?![\u3099\u309a])\p{Mn}|\ufe0f/gu, "").normalize("NFC");
    folded += plain;
    for (let unit = 0; unit < plain.length; unit++) from.push(index);
  }
  return { text: folded, from: [...from, text.length] };
}
