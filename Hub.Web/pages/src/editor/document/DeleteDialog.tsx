import { Dialog } from "../../controls/Dialog";
import { Refused } from "../../controls/Refused";
import type { EditorPage } from "../state/editorPage";
import type { OpenDocument } from "../state/openDocument";
import { useTask } from "../state/useTask";

export function DeleteDialog({ page, open }: { page: EditorPage; open: OpenDocument }) {
  const task = useTask();
  return (
    <Dialog title={`Delete ${open.title}?`} onClose={() => open.ask(undefined)}>
      {(close) => (
        <>
          <p>It is gone for everyone, with all its versions, for good.</p>
          <Refused text={task.refused} />
          <div class="dialog-ends">
            <button type="button" class="button small" onClick={close}>
              Cancel
            </button>
            <button type="button" class="button small danger" disabled={task.busy} onClick={() => task.run(() => page.remove(), close)}>
              Delete
            </button>
          </div>
        </>
      )}
    </Dialog>
  );
}
