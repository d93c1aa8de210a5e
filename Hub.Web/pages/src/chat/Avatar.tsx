import type { ChatUser } from "@realtimehub/client";
import { nameOf } from "./openRoom";

const tints = 8;

/** A user's first letter on a colour that stays the same. */
export function Avatar({ user }: { user: ChatUser }) {
  let mixed = 0x811c9dc5;
  for (const character of user.userId) mixed = Math.imul(mixed ^ character.codePointAt(0)!, 0x01000193);
  const first = /[\p{L}\p{N}]/u.exec(nameOf(user))?.[0] ?? "?";
  return (
    <span class={`avatar tint-${(mixed >>> 16) % tints}`} aria-hidden="true">
      {first.toUpperCase()}
    </span>
  );
}
