import { find } from "linkifyjs";

/** An address in a text. */
export interface Link {
  readonly from: number;
  readonly to: number;
  readonly href: string;
}

/**
 * What ends an address besides white space: quotes and brackets, the punctuation of Chinese and Japanese, and what can't
 * be seen, so that an address can't be made to look like another.
 */
const boundary = /[\s<>"`\u00ab\u00bb\u2014\u2018-\u201f\u2026\u3000-\u303f\u30fb\ufe10-\ufe4f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/;

/** Marks of emphasis around an address are none of it. */
const ending = "*_~'";

/** The web addresses in a text, each with its protocol. */
export function linksIn(text: string): readonly Link[] {
  if (!text.includes("://")) return [];
  const links: Link[] = [];
  let from = 0;
  for (const part of text.split(boundary)) {
    if (part.includes("://")) links.push(...linksInPart(part, from));
    from += part.length + 1;
  }
  return links;
}

function linksInPart(part: string, offset: number): readonly Link[] {
  return find(part, "url").flatMap(({ start, value }) => {
    let end = value.length;
    while (end > 0 && ending.includes(value.charAt(end - 1))) end--;
    const href = addressOf(value.slice(0, end));
    return href === undefined ? [] : [{ from: offset + start, to: offset + start + end, href }];
  });
}

function addressOf(text: string): string | undefined {
  if (!/^https?:\/\//i.test(text)) return undefined;
  try {
    const { hostname, href } = new URL(text);
    return hostname ? href : undefined;
  } catch {
    return undefined;
  }
}
