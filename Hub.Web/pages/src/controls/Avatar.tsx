import type { ChatUser } from "@realtimehub/client";
import { nameOf } from "../words/names";

const tints = 8;

/** The number of a user's colour, which stays the same. */
export function tintOf(userId: string): number {
  let mixed = 0x811c9dc5;
  for (const character of userId) mixed = Math.imul(mixed ^ character.codePointAt(0)!, 0x01000193);
  return (mixed >>> 16) % tints;
}

/** A user's first letter on a colour that stays the same. */
export function Avatar({ user }: { user: ChatUser }) {
  const first = /[\p{L}\p{N}]/u.exec(nameOf(user))?.[0] ?? "?";
  return (
    <span class={`avatar tint-${tintOf(user.userId)}`} aria-hidden="true">
      {first.toUpperCase()}
    </span>
  );
}
