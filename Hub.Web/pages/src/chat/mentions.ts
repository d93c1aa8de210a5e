import type { ChatUser } from "@realtimehub/client";
import { nameOf } from "./openRoom";

const most = 5;

/** A mention that is being written: where its `@` stands and what was written of the name. */
export interface MentionStart {
  readonly at: number;
  readonly written: string;
}

/** The mention right before the caret, if there is one. */
export function mentionBefore(text: string, caret: number): MentionStart | undefined {
  const found = /(?<![\p{L}\p{N}@])@([^\s@]{0,40})$/u.exec(text.slice(Math.max(0, caret - 50), caret));
  return found ? { at: caret - found[0].length, written: found[1]! } : undefined;
}

const folded = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Who may be meant: those whose name, or a word of it, begins with what was written. Nobody once the one name is there whole. */
export function candidates(people: readonly ChatUser[], written: string): readonly ChatUser[] {
  const wanted = folded(written);
  const found = people.filter((user) => ` ${folded(nameOf(user))}`.includes(` ${wanted}`));
  return found.length === 1 && folded(nameOf(found[0]!)) === wanted ? [] : found.slice(0, most);
}

/** The text with the mention completed, and where the caret is then. */
export function completed(text: string, { at, written }: MentionStart, user: ChatUser): { readonly text: string; readonly caret: number } {
  const mention = `@${nameOf(user)} `;
  return { text: text.slice(0, at) + mention + text.slice(at + 1 + written.length).replace(/^ /, ""), caret: at + mention.length };
}
