import { useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { Dialog } from "../../controls/Dialog";
import { Refused } from "../../controls/Refused";
import { useTask } from "../../controls/useTask";
import { reasonOf } from "../state/words";

/** Something that hurts: what it is, what will happen, and what does it. */
export interface Question {
  readonly title: ComponentChildren;
  readonly consequence: ComponentChildren;
  /** On the button. */
  readonly act: string;
  readonly run: () => Promise<unknown>;
}

/** A place for one question at a time; `ask` opens it. */
export function useAsk(done: () => void): { readonly ask: (question: Question) => void; readonly dialog: ComponentChildren } {
  const [question, ask] = useState<Question>();
  return { ask, dialog: question && <Ask question={question} onClose={() => ask(undefined)} onDone={done} /> };
}

/** Asks before it is done; the focus is on the way out. */
function Ask({ question, onClose, onDone }: { question: Question; onClose: () => void; onDone: () => void }) {
  const task = useTask(reasonOf);
  return (
    <Dialog title={question.title} onClose={onClose}>
      {(close) => (
        <>
          <div class="consequence">{question.consequence}</div>
          <Refused text={task.refused} />
          <div class="dialog-ends">
            <button type="button" class="button small" onClick={close}>
              Cancel
            </button>
            <button
              type="button"
              class="button small danger"
              disabled={task.busy}
              onClick={() =>
                task.run(question.run, () => {
                  close();
                  onDone();
                })
              }
            >
              {question.act}
            </button>
          </div>
        </>
      )}
    </Dialog>
  );
}
