import type { ChatUser } from "@realtimehub/client";
import { Avatar } from "../../controls/Avatar";
import { nameOf } from "../../words/names";

const most = 4;

/** Who else has the document open. */
export function Faces({ others }: { others: readonly ChatUser[] }) {
  if (others.length === 0) return null;
  return (
    <ul class="faces" aria-label="Also here">
      {others.slice(0, most).map((user) => (
        <li key={user.userId} title={nameOf(user)}>
          <Avatar user={user} />
          <span class="unseen">{nameOf(user)}</span>
        </li>
      ))}
      {others.length > most && <li class="more-faces">+{others.length - most}</li>}
    </ul>
  );
}
