import type { ChatUser, RoomMember } from "@realtimehub/client";
import { foldedName, nameOf } from "../words/names";

const mostSuggested = 4;


const guestPrefix = "guest-";

/** Members who are away: a guest who has left rarely comes back as the same one. Owners and moderators are named in any case. */
export function absent(members: readonly RoomMember[]): { readonly away: readonly RoomMember[]; readonly gone: readonly RoomMember[] } {
  const isGone = ({ userId, role }: RoomMember): boolean => role === "member" && userId.startsWith(guestPrefix);
  return { away: members.filter((member) => !isGone(member)), gone: members.filter(isGone) };
}

/** Everyone this page has met, in whichever room: whom one may mean by a name. */
export class People {
  private readonly known = new Map<string, ChatUser>();

  meet(users: Iterable<ChatUser>): void {
    for (const { userId, name } of users) if (name !== undefined || !this.known.has(userId)) this.known.set(userId, { userId, name });
  }

  /** Those whose name, or a word of it, begins like this. */
  like(text: string, isMeant: (userId: string) => boolean): readonly ChatUser[] {
    const wanted = foldedName(text);
    if (wanted === "") return [];
    return [...this.known.values()].filter((user) => isMeant(user.userId) && ` ${foldedName(nameOf(user))}`.includes(` ${wanted}`)).slice(0, mostSuggested);
  }

  /** The id that is meant by an id or a name; undefined when this page has met no such user, an error when several fit. */
  idOf(text: string): string | Error | undefined {
    const wanted = text.trim();
    if (this.known.has(wanted)) return wanted;
    const named = [...this.known.values()].filter(({ name }) => name !== undefined && foldedName(name) === foldedName(wanted));
    if (named.length === 1) return named[0]!.userId;
    if (named.length > 1) return new Error(`Several people go by the name ${wanted}. Choose one, or use the id.`);
    return undefined;
  }
}
