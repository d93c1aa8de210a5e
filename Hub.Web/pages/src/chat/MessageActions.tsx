import { useState } from "preact/hooks";
import { Icon } from "./Icon";
import type { MessageRowProps } from "./MessageRow";
import { nameOf } from "./openRoom";

const quick = ["👍", "❤️", "😂", "🎉", "👀", "✅"];

/** What one can do with a message: shown for the one under the pointer, in focus, or chosen by touch. */
export function MessageActions({ id, entry: { message }, page, open, room, active, onActive, onDraft }: MessageRowProps) {
  const [asking, setAsking] = useState(false);
  const [picking, setPicking] = useState(false);
  const own = message.author.userId === page.me.userId;
  const moderates = open.info?.role === "owner" || open.info?.role === "moderator";
  const done = (): void => {
    setAsking(false);
    setPicking(false);
  };
  if (!active) {
    return (
      <button type="button" class="icon-button actions-opener" aria-label={`Actions for the message of ${nameOf(message.author)}`} onClick={() => onActive(id)}>
        <Icon name="more" />
      </button>
    );
  }
  return (
    <div class="actions sheet" role="group" aria-label="Message actions" onKeyDown={({ key }) => key === "Escape" && (done(), onActive(undefined))}>
      {picking &&
        quick.map((emoji) => (
          <button type="button" key={emoji} class="icon-button emoji" aria-label={`React with ${emoji}`} onClick={() => (done(), void open.attempt(room.react(message.messageId, emoji)))}>
            {emoji}
          </button>
        ))}
      {asking && (
        <button type="button" class="button small danger" onClick={() => (done(), void open.attempt(room.delete(message.messageId)))}>
          Delete for everyone
        </button>
      )}
      {!picking && !asking && (
        <>
          <button type="button" class="icon-button" aria-label="React" title="React" onClick={() => setPicking(true)}>
            <Icon name="smile" />
          </button>
          <button type="button" class="icon-button" aria-label="Reply" title="Reply" onClick={() => onDraft({ kind: "reply", message })}>
            <Icon name="reply" />
          </button>
          {own && (
            <button type="button" class="icon-button" aria-label="Edit" title="Edit" onClick={() => onDraft({ kind: "edit", message })}>
              <Icon name="edit" />
            </button>
          )}
          {(own || moderates) && (
            <button type="button" class="icon-button" aria-label="Delete" title="Delete" onClick={() => setAsking(true)}>
              <Icon name="remove" />
            </button>
          )}
        </>
      )}
      {(picking || asking) && (
        <button type="button" class="icon-button" aria-label="Back" onClick={done}>
          <Icon name="close" />
        </button>
      )}
    </div>
  );
}
