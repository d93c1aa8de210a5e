import type { ChatUser } from "@realtimehub/client";
import { nameOf } from "../openRoom";

const mostSuggested = 4;

const folded = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();

/** Everyone this page has met, in whichever room: whom one may mean by a name. */
export class People {
  private readonly known = new Map<string, ChatUser>();

  meet(users: Iterable<ChatUser>): void {
    for (const { userId, name } of users) if (name !== undefined || !this.known.has(userId)) this.known.set(userId, { userId, name });
  }

  /** Those whose name, or a word of it, begins like this. */
  like(text: string, isMeant: (userId: string) => boolean): readonly ChatUser[] {
    const wanted = folded(text);
    if (wanted === "") return [];
    return [...this.known.values()].filter((user) => isMeant(user.userId) && ` ${folded(nameOf(user))}`.includes(` ${wanted}`)).slice(0, mostSuggested);
  }

  /** The id that is meant by an id or a name; an error that says why nobody is. */
  idOf(text: string): string | Error {
    const wanted = text.trim();
    if (this.known.has(wanted)) return wanted;
    const named = [...this.known.values()].filter(({ name }) => name !== undefined && folded(name) === folded(wanted));
    if (named.length === 1) return named[0]!.userId;
    if (named.length > 1) return new Error(`Several people go by the name ${wanted}. Choose one, or use the id.`);
    return /\s/.test(wanted) ? new Error(`Nobody you have met here goes by the name ${wanted}. Use their id: it stands at the end of their list of people.`) : wanted;
  }
}
