import { useState } from "preact/hooks";
import { Dialog } from "../../controls/Dialog";
import { Refused } from "../../controls/Refused";
import type { EditorPage } from "../state/editorPage";
import type { OpenDocument } from "../state/openDocument";
import { useTask } from "../state/useTask";

export function RenameDialog({ page, open }: { page: EditorPage; open: OpenDocument }) {
  const [title, setTitle] = useState(open.title);
  const task = useTask();
  return (
    <Dialog title="Rename" onClose={() => open.ask(undefined)}>
      {(close) => (
        <form
          class="settings"
          onSubmit={(event) => {
            event.preventDefault();
            if (!title.trim()) return task.refuse("Enter a title for the document.");
            task.run(() => page.rename(title.trim()), close);
          }}
        >
          <label for="new-title">Title of the document</label>
          <input id="new-title" value={title} maxLength={200} autoComplete="off" onInput={({ currentTarget }) => setTitle(currentTarget.value)} />
          <Refused text={task.refused} />
          <div class="dialog-ends">
            <button type="button" class="button small" onClick={close}>
              Cancel
            </button>
            <button class="button small main" disabled={task.busy}>
              Rename
            </button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
