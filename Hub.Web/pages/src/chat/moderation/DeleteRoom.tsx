import { useState } from "preact/hooks";
import { Refused } from "../../controls/Refused";
import { useTask } from "../state/useTask";
import type { OpenRoom } from "../state/openRoom";

/** Deletes the room, after its title was typed: that can't be undone. */
export function DeleteRoom({ open, title, onDone }: { open: OpenRoom; title: string; onDone: () => void }) {
  const [asking, setAsking] = useState(false);
  const [typed, setTyped] = useState("");
  const task = useTask();
  if (!asking) {
    return (
      <section class="dialog-part">
        <button type="button" class="button small danger" onClick={() => setAsking(true)}>
          Delete the room…
        </button>
      </section>
    );
  }
  return (
    <form
      class="dialog-part settings"
      onSubmit={(event) => {
        event.preventDefault();
        if (typed.trim() === title) task.run(() => open.moderation.deleteRoom(), onDone);
      }}
    >
      <p>Everything that was said in the room is deleted for everyone, for good. No new room can have its address again.</p>
      <label for="delete-title">
        Type <bdi>{title}</bdi> to delete it
      </label>
      <input id="delete-title" value={typed} autoComplete="off" onInput={({ currentTarget }) => setTyped(currentTarget.value)} />
      <Refused text={task.refused} />
      <div class="dialog-ends">
        <button type="button" class="button small" onClick={() => setAsking(false)}>
          Keep the room
        </button>
        <button class="button small danger" disabled={task.busy || typed.trim() !== title}>
          Delete
        </button>
      </div>
    </form>
  );
}
