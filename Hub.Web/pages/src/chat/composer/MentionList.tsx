import type { ChatUser } from "@realtimehub/client";
import { Avatar } from "../../controls/Avatar";
import { idTail, nameOf } from "../../words/names";

export const mentionListId = "mention-list";
export const mentionId = (index: number): string => `${mentionListId}-${index}`;

/** Who may be meant by what is being written. The focus stays in the field. */
export function MentionList({ users, chosen, isAmbiguous, onPick }: { users: readonly ChatUser[]; chosen: number; isAmbiguous: (user: ChatUser) => boolean; onPick: (user: ChatUser) => void }) {
  return (
    <ul class="mention-list sheet" id={mentionListId} role="listbox" aria-label="People to mention">
      {users.map((user, index) => (
        <li
          key={user.userId}
          id={mentionId(index)}
          role="option"
          aria-selected={index === chosen}
          // Before the field would lose the focus.
          onPointerDown={(event) => {
            event.preventDefault();
            onPick(user);
          }}
        >
          <Avatar user={user} />
          <bdi>{nameOf(user)}</bdi>
          {isAmbiguous(user) && <code class="id-tail">{idTail(user)}</code>}
        </li>
      ))}
    </ul>
  );
}
