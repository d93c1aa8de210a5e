import type { Message } from "@realtimehub/client";
import type { ChatRoom } from "@realtimehub/client/chat";
import { useTabIndex } from "./reachable";
import type { OpenRoom } from "../state/openRoom";

/** The emojis under a message; a click adds one's own or takes it back. */
export function Reactions({ message, me, open, room }: { message: Message; me: string; open: OpenRoom; room: ChatRoom }) {
  const tabIndex = useTabIndex();
  if (message.reactions.length === 0) return null;
  const namesOf = (userIds: readonly string[]): string =>
    userIds.map((userId) => (userId === me ? "you" : (open.people.find((person) => person.userId === userId)?.name ?? "someone"))).join(", ");
  return (
    <ul class="reactions" aria-label="Reactions">
      {message.reactions.map(({ emoji, userIds, count }) => {
        const mine = userIds.includes(me);
        return (
          <li key={emoji}>
            <button
              type="button"
              class="reaction"
              tabIndex={tabIndex}
              aria-pressed={mine}
              disabled={open.muted}
              title={namesOf(userIds)}
              onClick={() => void open.attempt(room.react(message.messageId, emoji, mine))}
            >
              <span class="emoji">{emoji}</span> {count}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
