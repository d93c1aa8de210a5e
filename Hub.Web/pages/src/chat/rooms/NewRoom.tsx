import { useState } from "preact/hooks";
import { isComposing } from "../../controls/composing";
import type { ChatPage } from "../state/chatPage";
import { reasonOf } from "../state/refusalWords";

const focused = (field: HTMLInputElement | null): void => field?.focus();

/** Makes a room and goes there. */
export function NewRoom({ page, onDone, onCancel }: { page: ChatPage; onDone: () => void; onCancel: () => void }) {
  const [title, setTitle] = useState("");
  const [hidden, setHidden] = useState(false);
  const [refused, setRefused] = useState<string>();
  const make = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!title.trim()) return setRefused("Enter a name for the room.");
    try {
      await page.create(title.trim(), hidden ? "private" : "public");
      onDone();
    } catch (error) {
      setRefused(reasonOf(error));
    }
  };
  return (
    <form class="new-room" onSubmit={(event) => void make(event)} onKeyDown={(event) => event.key === "Escape" && !isComposing(event) && onCancel()}>
      <label for="room-title">Name of the room</label>
      <input id="room-title" value={title} maxLength={100} ref={focused} autoComplete="off" onInput={({ currentTarget }) => setTitle(currentTarget.value)} />
      <label class="choice">
        <input type="checkbox" checked={hidden} onChange={({ currentTarget }) => setHidden(currentTarget.checked)} />
        Private: by invitation only
      </label>
      {refused && (
        <p class="refused" role="alert">
          {refused}
        </p>
      )}
      <button class="button main small">Make room</button>
    </form>
  );
}
