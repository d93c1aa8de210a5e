import { useState } from "preact/hooks";
import { Icon } from "../../controls/Icon";
import type { MessageRowProps } from "./messageRowProps";
import { useTabIndex } from "./reachable";
import { addressOf } from "../state/addresses";
import { nameOf } from "../../words/names";

const quick = ["👍", "❤️", "😂", "🎉", "👀", "✅"];

/** What took the place of the button that had the focus gets it. */
const focused = (button: HTMLButtonElement | null): void => button?.focus();

/** What one can do with a message: shown for the one under the pointer, in focus, or chosen by touch. */
export function MessageActions({ id, entry: { message }, page, open, room, active, onActive }: MessageRowProps) {
  const tabIndex = useTabIndex();
  const [asking, setAsking] = useState(false);
  const [picking, setPicking] = useState(false);
  const own = message.author.userId === page.me.userId;
  const moderates = open.info?.role === "owner" || open.info?.role === "moderator";
  const copyLink = async (): Promise<void> => {
    const copied = await open.attempt(navigator.clipboard.writeText(new URL(addressOf(message, message.messageId), location.href).href));
    if (copied) open.tell("The link to the message is copied.");
  };
  const done = (): void => {
    setAsking(false);
    setPicking(false);
  };
  const actions = () => (
    <div class="actions sheet" role="group" aria-label="Message actions" onKeyDown={(event) => event.key === "Escape" && done()}>
      {picking &&
        quick.map((emoji, index) => (
          <button type="button" tabIndex={tabIndex} key={emoji} ref={index === 0 ? focused : null} class="icon-button emoji" aria-label={`React with ${emoji}`} onClick={() => (done(), void open.attempt(room.react(message.messageId, emoji)))}>
            {emoji}
          </button>
        ))}
      {picking && (
        <button type="button" tabIndex={tabIndex} class="icon-button" aria-label="More emojis" title="More emojis" onClick={() => (done(), open.show({ kind: "emoji", message }))}>
          <Icon name="plus" />
        </button>
      )}
      {asking && (
        <button type="button" tabIndex={tabIndex} ref={focused} class="button small danger" onClick={() => (done(), void open.attempt(room.delete(message.messageId)))}>
          Delete for everyone
        </button>
      )}
      {!picking && !asking && (
        <>
          {!open.muted && (
            <>
              <button type="button" tabIndex={tabIndex} class="icon-button" aria-label="React" title="React" onClick={() => setPicking(true)}>
                <Icon name="smile" />
              </button>
              <button type="button" tabIndex={tabIndex} class="icon-button" aria-label="Reply" title="Reply" onClick={() => open.reply(message)}>
                <Icon name="reply" />
              </button>
            </>
          )}
          {own && !open.muted && (
            <button type="button" tabIndex={tabIndex} class="icon-button" aria-label="Edit" title="Edit" onClick={() => open.edit(message)}>
              <Icon name="edit" />
            </button>
          )}
          {!own && open.info?.visibility !== "direct" && (
            <button
              type="button"
              tabIndex={tabIndex}
              class="icon-button"
              aria-label={`About ${nameOf(message.author)}`}
              aria-haspopup="dialog"
              title={`About ${nameOf(message.author)}`}
              onClick={() => open.show({ kind: "person", user: message.author })}
            >
              <Icon name="person" />
            </button>
          )}
          {"clipboard" in navigator && (
            <button type="button" tabIndex={tabIndex} class="icon-button" aria-label="Copy link" title="Copy link" onClick={() => void copyLink()}>
              <Icon name="link" />
            </button>
          )}
          {(own || moderates) && (
            <button type="button" tabIndex={tabIndex} class="icon-button" aria-label="Delete" title="Delete" onClick={() => setAsking(true)}>
              <Icon name="remove" />
            </button>
          )}
        </>
      )}
      {(picking || asking) && (
        <button type="button" tabIndex={tabIndex} class="icon-button" aria-label="Back" onClick={done}>
          <Icon name="close" />
        </button>
      )}
    </div>
  );
  // It stays when the actions are there: the focus that brought them is on it.
  const opener = (
    <button
      type="button"
      tabIndex={tabIndex}
      class="icon-button actions-opener"
      aria-label={`Actions for the message of ${nameOf(message.author)}`}
      aria-expanded={active}
      onClick={() => onActive(id)}
    >
      <Icon name="more" />
    </button>
  );
  if (!active) return opener;
  return (
    <>
      {opener}
      {actions()}
    </>
  );
}
