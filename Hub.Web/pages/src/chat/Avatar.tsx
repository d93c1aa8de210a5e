import type { ChatUser } from "@realtimehub/client";
import { nameOf } from "./openRoom";

const tints = 8;

/** A user's first letter on a colour that stays the same. */
export function Avatar({ user }: { user: ChatUser }) {
  let sum = 0;
  for (const character of user.userId) sum = (sum * 31 + character.codePointAt(0)!) % 65_521;
  const first = /[\p{L}\p{N}]/u.exec(nameOf(user))?.[0] ?? "?";
  return (
    <span class={`avatar tint-${sum % tints}`} aria-hidden="true">
      {first.toUpperCase()}
    </span>
  );
}
