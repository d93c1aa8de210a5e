/** Letters of scripts that put no spaces between words, as the inside of a character class. */
const unspaced = "\\p{scx=Hani}\\p{scx=Hira}\\p{scx=Kana}\\p{scx=Hang}\\p{scx=Bopo}\\p{scx=Thai}\\p{scx=Laoo}\\p{scx=Khmr}\\p{scx=Mymr}";

/** A letter or digit of a script that puts spaces between words. */
export const wordCharacter = `(?:(?![${unspaced}])[\\p{L}\\p{N}])`;

/** Before a mention: an `@` behind a letter belongs to a mail address, but not where words have no spaces between them. */
export const beforeMention = `(?<!(?![${unspaced}])[\\p{L}\\p{N}\\p{M}])`;

const startsUnspaced = new RegExp(`^[${unspaced}]`, "u");

/** Whether a text begins with a letter of a script without spaces. */
export const isUnspaced = (text: string): boolean => startsUnspaced.test(text);
