import type { ChatUser } from "@realtimehub/client";
import { useState } from "preact/hooks";
import type { OpenRoom } from "../state/openRoom";
import { nameOf } from "../../words/names";
import { Refused } from "../../controls/Refused";
import { timeName } from "../../words/times";
import { useTask } from "../state/useTask";
import type { Act } from "../state/acts";

interface Props {
  readonly open: OpenRoom;
  readonly act: Act;
  readonly user: ChatUser;
  readonly onBack: () => void;
  readonly onDone: () => void;
}

/** What took the place of the button that had the focus gets it: the first choice, or the way back where there is none. */
const focused = (element: HTMLElement | null): void => element?.focus();

/** Asks for how long, and whether it is meant. */
export function ActForm({ open, act, user, onBack, onDone }: Props) {
  const [chosen, setChosen] = useState(0);
  const task = useTask();
  const confirm = (event: Event): void => {
    event.preventDefault();
    let until: number | undefined;
    task.run(
      async () => (until = await open.moderation.carryOut(act, user.userId, act.spans[chosen])),
      () => {
        open.tell(doneText(act, nameOf(user), until));
        onDone();
      },
    );
  };
  return (
    <form class="act-form" onSubmit={confirm}>
      <p>{act.meaning}</p>
      {act.spans.length > 0 && (
        <fieldset>
          <legend>For how long</legend>
          {act.spans.map(({ label }, index) => (
            <label key={label} class="choice">
              <input type="radio" name="span" ref={index === 0 ? focused : null} checked={chosen === index} onChange={() => setChosen(index)} />
              {label}
            </label>
          ))}
        </fieldset>
      )}
      <Refused text={task.refused} />
      <div class="dialog-ends">
        <button type="button" class="button small" ref={act.spans.length === 0 ? focused : null} onClick={onBack}>
          Back
        </button>
        <button class="button small danger" disabled={task.busy}>
          {act.word}
        </button>
      </div>
    </form>
  );
}

function doneText({ kind }: Act, name: string, until: number | undefined): string {
  const end = until === undefined ? "for good" : `until ${timeName(until, Date.now())}`;
  switch (kind) {
    case "mute":
      return `${name} is muted ${end}.`;
    case "kick":
      return `${name} was removed from the room.`;
    case "ban":
      return `${name} is banned ${end}.`;
  }
}
