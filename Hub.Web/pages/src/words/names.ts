import type { ChatUser } from "@realtimehub/client";

/** What a user is called: the name, or the id of a user without one. */
export const nameOf = ({ name, userId }: ChatUser): string => name ?? userId;

/** The end of a user's id: tells users of one name apart. */
export const idTail = ({ userId }: ChatUser): string => `…${userId.slice(-4)}`;

/** A text as names are compared: without marks, in small letters. */
export const foldedName = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();

/** A member as the text of a message may name them. */
export interface Named {
  readonly name: string;
  readonly me: boolean;
}
