import { useState } from "preact/hooks";
import type { ChatPage } from "./chatPage";

const focused = (field: HTMLInputElement | null): void => field?.focus();

/** Makes a room and goes there. */
export function NewRoom({ page, onDone }: { page: ChatPage; onDone: () => void }) {
  const [title, setTitle] = useState("");
  const [hidden, setHidden] = useState(false);
  const [refused, setRefused] = useState<string>();
  const make = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!title.trim()) return;
    try {
      await page.create(title.trim(), hidden ? "private" : "public");
      onDone();
    } catch (error) {
      setRefused(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <form class="new-room" onSubmit={(event) => void make(event)} onKeyDown={({ key }) => key === "Escape" && onDone()}>
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
