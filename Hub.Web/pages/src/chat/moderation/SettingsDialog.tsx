import type { Room } from "@realtimehub/client";
import { useState } from "preact/hooks";
import { Dialog } from "../../controls/Dialog";
import type { OpenRoom } from "../state/openRoom";
import { Refused } from "../../controls/Refused";
import { spanName } from "../../words/times";
import { useTask } from "../state/useTask";
import { slowModes } from "../state/acts";
import { DeleteRoom } from "./DeleteRoom";
import { Restrictions } from "./Restrictions";

/** What the room is called, what it is about, how slow it is, who is banned and muted, and how it is deleted. */
export function SettingsDialog({ open, info }: { open: OpenRoom; info: Room }) {
  return (
    <Dialog title="Room settings" onClose={() => open.show(undefined)}>
      {(close) => (
        <>
          <Settings open={open} info={info} onDone={close} />
          <Restrictions open={open} />
          {info.role === "owner" && <DeleteRoom open={open} title={info.title} onDone={close} />}
        </>
      )}
    </Dialog>
  );
}

function Settings({ open, info, onDone }: { open: OpenRoom; info: Room; onDone: () => void }) {
  const [title, setTitle] = useState(info.title);
  const [topic, setTopic] = useState(info.topic ?? "");
  const [slow, setSlow] = useState(info.slowModeMs);
  const task = useTask();
  // Another client may have set a time that isn't offered here.
  const offered = slowModes.some(({ ms }) => ms === info.slowModeMs) ? slowModes : [...slowModes, { label: spanName(info.slowModeMs), ms: info.slowModeMs }];
  const save = (event: Event): void => {
    event.preventDefault();
    if (!title.trim()) return task.refuse("Enter a title for the room.");
    task.run(() => open.moderation.change(title.trim(), topic.trim(), slow), () => (open.tell("The room is changed."), onDone()));
  };
  return (
    <form class="settings" onSubmit={save}>
      <label for="settings-title">Title</label>
      <input id="settings-title" value={title} maxLength={100} autoComplete="off" onInput={({ currentTarget }) => setTitle(currentTarget.value)} />
      <label for="settings-topic">Topic</label>
      <textarea id="settings-topic" value={topic} maxLength={500} rows={2} onInput={({ currentTarget }) => setTopic(currentTarget.value.replace(/\s*\n\s*/g, " "))} />
      <label for="settings-slow">Slow mode</label>
      <select id="settings-slow" aria-describedby="settings-slow-hint" value={slow} onChange={({ currentTarget }) => setSlow(Number(currentTarget.value))}>
        {offered.map(({ label, ms }) => (
          <option key={label} value={ms}>
            {label}
          </option>
        ))}
      </select>
      <p class="hint" id="settings-slow-hint">
        How long members wait between two messages. Moderators and owners need not wait.
      </p>
      <Refused text={task.refused} />
      <div class="dialog-ends">
        <button class="button small main" disabled={task.busy}>
          Save
        </button>
      </div>
    </form>
  );
}
