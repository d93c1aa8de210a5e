import { useState } from "preact/hooks";
import { momentName } from "../../words/times";
import type { AdminApi } from "../api/adminApi";
import type { DeadLetter } from "../api/contracts";
import { useAsk } from "../controls/Ask";
import { Listing } from "../controls/Listing";
import { Shown } from "../controls/Shown";
import { reasonOf } from "../state/words";

/** How many of each webhook are shown. */
export const mostLetters = 20;

interface Lost {
  readonly webhook: string;
  readonly letter: DeadLetter;
}

/** Events that were given up: each can be sent once more or dropped. */
export function DeadLetters({ api, letters, changed }: { api: AdminApi; letters: readonly Lost[]; changed: () => void }) {
  const { ask, dialog } = useAsk(changed);
  const [sending, setSending] = useState<string>();
  const [outcome, setOutcome] = useState("");
  const send = ({ webhook, letter }: Lost): void => {
    setSending(letter.id);
    setOutcome("");
    api
      .retryDeadLetter(webhook, letter.id)
      .then(
        ({ delivered, reason }) => {
          setOutcome(delivered ? `${letter.type} of ${letter.channel} was delivered.` : `${letter.type} of ${letter.channel} was refused again: ${reason ?? "no reason was given"}.`);
          changed();
        },
        (error: unknown) => setOutcome(reasonOf(error)),
      )
      .finally(() => setSending(undefined));
  };
  const drop = ({ webhook, letter }: Lost): void =>
    ask({
      title: <>Drop this event?</>,
      consequence: (
        <p>
          {letter.type} of <Shown text={letter.channel} /> will never reach <Shown text={webhook} />. It can’t be called off.
        </p>
      ),
      act: "Drop",
      run: () => api.dropDeadLetter(webhook, letter.id),
    });
  if (letters.length === 0) return <p role="status">{outcome}</p>;
  return (
    <>
      <h2 class="tables-title">Dead letters</h2>
      <Listing
        label="Dead letters"
        columns={[{ title: "Event" }, { title: "Webhook" }, { title: "Channel" }, { title: "Given up" }, { title: "Reason" }, { title: "Actions", look: "act" }]}
        empty=""
        rows={letters.map((lost) => ({
          key: `${lost.webhook} ${lost.letter.id}`,
          cells: [
            lost.letter.type,
            <bdi>{lost.webhook}</bdi>,
            <bdi>{lost.letter.channel}</bdi>,
            momentName(lost.letter.failedTime, Date.now()),
            <bdi>{lost.letter.reason}</bdi>,
            <span class="row-acts">
              <button type="button" class="button small" disabled={sending !== undefined} onClick={() => send(lost)}>
                {sending === lost.letter.id ? "Sending…" : "Send again"}
              </button>
              <button type="button" class="button small" onClick={() => drop(lost)}>
                Drop…
              </button>
            </span>,
          ],
        }))}
      />
      <p class="nothing" role="status">
        {outcome}
      </p>
      <p class="nothing">The oldest {mostLetters} of each webhook are shown.</p>
      {dialog}
    </>
  );
}
