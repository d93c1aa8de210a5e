import { useState } from "preact/hooks";
import { isComposing } from "../../controls/composing";
import { Refused } from "../../controls/Refused";
import type { EditorPage } from "../state/editorPage";
import { useTask } from "../state/useTask";

const focused = (field: HTMLInputElement | null): void => field?.focus();

/** Makes a document and goes there. */
export function NewDocument({ page, onDone, onCancel }: { page: EditorPage; onDone: () => void; onCancel: () => void }) {
  const [title, setTitle] = useState("");
  const [hidden, setHidden] = useState(false);
  const task = useTask();
  const make = (event: Event): void => {
    event.preventDefault();
    if (!title.trim()) return task.refuse("Enter a title for the document.");
    task.run(() => page.create(title.trim(), hidden ? "private" : "public"), onDone);
  };
  return (
    <form class="new-room" onSubmit={make} onKeyDown={(event) => event.key === "Escape" && !isComposing(event) && onCancel()}>
      <label for="document-title">Title of the document</label>
      <input id="document-title" value={title} maxLength={200} ref={focused} autoComplete="off" onInput={({ currentTarget }) => setTitle(currentTarget.value)} />
      <label class="choice">
        <input type="checkbox" checked={hidden} onChange={({ currentTarget }) => setHidden(currentTarget.checked)} />
        Private: only for those you share it with
      </label>
      <Refused text={task.refused} />
      <button class="button main small" disabled={task.busy}>
        Make document
      </button>
    </form>
  );
}
