import list from "virtual:emoji-list";

export interface Emoji {
  readonly emoji: string;
  readonly name: string;
  /** What it is found by, in small letters. */
  readonly words: string;
  readonly group: number;
}

export interface EmojiGroup {
  readonly name: string;
  readonly emojis: readonly Emoji[];
}

/** The groups of Unicode's list, by their numbers; 2 has parts only. */
const groupNames: Readonly<Record<number, string>> = {
  0: "Smileys and emotion",
  1: "People and body",
  3: "Animals and nature",
  4: "Food and drink",
  5: "Travel and places",
  6: "Activities",
  7: "Objects",
  8: "Symbols",
  9: "Flags",
};

const emojis: readonly Emoji[] = list.map(([emoji, name, words, group]) => ({ emoji, name, words: `${name} ${words}`.toLowerCase(), group }));

/** The emojis that have a word beginning with each word of the query, in the order of Unicode's list; all of them without a query. */
export function findEmojis(query: string): readonly EmojiGroup[] {
  const wanted = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = emojis.filter(({ words }) => wanted.every((word) => ` ${words}`.includes(` ${word}`)));
  return Object.entries(groupNames).flatMap(([group, name]) => {
    const members = found.filter((emoji) => emoji.group === Number(group));
    return members.length > 0 ? [{ name, emojis: members }] : [];
  });
}
