import type { ChatUser } from "@realtimehub/client";
import { beforeMention } from "../../words/scripts";
import { foldedName, nameOf } from "../../words/names";

const most = 5;

const mention = new RegExp(`${beforeMention}[@＠]([^\\s@＠]{0,40})$`, "u");

/** A mention that is being written: where its `@` stands and what was written of the name. */
export interface MentionStart {
  readonly at: number;
  readonly written: string;
}

/** The mention right before the caret, if there is one. */
export function mentionBefore(text: string, caret: number): MentionStart | undefined {
  const found = mention.exec(text.slice(Math.max(0, caret - 50), caret));
  return found ? { at: caret - found[0].length, written: found[1]! } : undefined;
}


/** Who may be meant: those whose name, or a word of it, begins with what was written. Nobody once the one name is there whole. */
export function candidates(people: readonly ChatUser[], written: string): readonly ChatUser[] {
  const wanted = foldedName(written);
  const found = people.filter((user) => ` ${foldedName(nameOf(user))}`.includes(` ${wanted}`));
  return found.length === 1 && foldedName(nameOf(found[0]!)) === wanted ? [] : found.slice(0, most);
}

/** The text with the mention completed, and where the caret is then. */
export function completed(text: string, { at, written }: MentionStart, user: ChatUser, people: readonly ChatUser[]): { readonly text: string; readonly caret: number } {
  const name = foldedName(nameOf(user));
  const isShared = people.some((other) => other.userId !== user.userId && foldedName(nameOf(other)) === name);
  // A name that two share would mean both.
  const mention = `@${isShared ? user.userId : nameOf(user)} `;
  return { text: text.slice(0, at) + mention + text.slice(at + 1 + written.length).replace(/^ /, ""), caret: at + mention.length };
}
