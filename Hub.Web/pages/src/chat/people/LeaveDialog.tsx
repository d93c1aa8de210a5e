import type { ChatPage } from "../state/chatPage";
import { Dialog } from "../../controls/Dialog";
import type { OpenRoom } from "../state/openRoom";
import { Refused } from "../../controls/Refused";
import { useTask } from "../state/useTask";

/** Asks whether leaving is meant. */
export function LeaveDialog({ page, open }: { page: ChatPage; open: OpenRoom }) {
  const task = useTask();
  const title = (
    <>
      Leave <bdi>{open.title}</bdi>?
    </>
  );
  return (
    <Dialog title={title} onClose={() => open.show(undefined)}>
      {(close) => (
        <>
          <p>{open.info?.visibility === "public" ? "You can join again at any time." : "To come back you need a new invitation."}</p>
          <Refused text={task.refused} />
          <div class="dialog-ends">
            <button type="button" class="button small" onClick={close}>
              Stay
            </button>
            <button type="button" class="button small danger" disabled={task.busy} onClick={() => task.run(() => page.leave(), close)}>
              Leave
            </button>
          </div>
        </>
      )}
    </Dialog>
  );
}
