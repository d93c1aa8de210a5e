import type { ChatUser } from "@realtimehub/client";
import { Avatar } from "./Avatar";
import { nameOf } from "./openRoom";

export const mentionListId = "mention-list";
export const mentionId = (index: number): string => `${mentionListId}-${index}`;

/** Who may be meant by what is being written. The focus stays in the field. */
export function MentionList({ users, chosen, onPick }: { users: readonly ChatUser[]; chosen: number; onPick: (user: ChatUser) => void }) {
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
        </li>
      ))}
    </ul>
  );
}
