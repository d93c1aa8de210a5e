import { useState } from "preact/hooks";
import { isComposing } from "../../controls/composing";
import { Refused } from "../../controls/Refused";
import { useTask } from "../state/useTask";
import type { ChatPage } from "../state/chatPage";
import { nameOf } from "../../words/names";

const focused = (field: HTMLInputElement | null): void => field?.focus();

/** Changes the name that others see. */
export function OwnName({ page, onDone }: { page: ChatPage; onDone: () => void }) {
  const [name, setName] = useState(nameOf(page.me));
  const task = useTask();
  return (
    <form
      class="new-room own-name-form"
      onKeyDown={(event) => event.key === "Escape" && !isComposing(event) && onDone()}
      onSubmit={(event) => {
        event.preventDefault();
        if (!name.trim()) return task.refuse("Enter a name.");
        task.run(() => page.rename(name.trim()), onDone);
      }}
    >
      <label for="own-name">Name that others see</label>
      <input id="own-name" value={name} maxLength={64} ref={focused} autoComplete="nickname" onInput={({ currentTarget }) => setName(currentTarget.value)} />
      <Refused text={task.refused} />
      <button class="button main small" disabled={task.busy}>
        Change name
      </button>
    </form>
  );
}
