import type { Alert } from "@realtimehub/client";
import { useState } from "preact/hooks";
import { becomeGuest } from "../../session/guest";
import { signIn } from "../../session/session";
import type { AlertBook, AlertOf } from "./alertBook";
import { TriggerFields } from "./TriggerFields";
import { alertWords, type Trigger } from "./words";

interface AlertPanelProps {
  readonly book: AlertBook;
  readonly of: AlertOf;
  /** What the field is now: where the threshold begins. */
  readonly value: number | undefined;
  readonly format: (value: number) => string;
}

/** Sets alerts on a figure, and lists those that are set. */
export function AlertPanel({ book, of, value, format }: AlertPanelProps) {
  if (!book.hasUser) return <GuestDoor />;
  const set = (trigger: Trigger): Promise<void> => book.set(of, trigger);
  return (
    <section class="alerts" aria-label="Alerts">
      <TriggerFields value={value} onSet={set} />
      {book.refused && <p role="alert">{book.refused}</p>}
      <ul>
        {book.of(of).map((alert) => (
          <Entry key={alert.alertId} alert={alert} format={format} onClear={() => void book.clear(alert.alertId)} />
        ))}
      </ul>
    </section>
  );
}

function Entry({ alert, format, onClear }: { alert: Alert; format: (value: number) => string; onClear: () => void }) {
  const fired = alert.firedTime != null && alert.firedValue != null;
  return (
    <li class={fired ? "fired" : ""}>
      <span>{alertWords(alert, format)}</span>
      {fired && <span>{`fired ${new Date(alert.firedTime!).toLocaleTimeString()} at ${format(alert.firedValue!)}`}</span>}
      <button type="button" class="button small" aria-label={`Clear: ${alertWords(alert, format)}`} onClick={onClear}>
        Clear
      </button>
    </li>
  );
}

/** An alert belongs to a user: who is none becomes a guest. */
function GuestDoor() {
  const [refused, setRefused] = useState<string>();
  const enter = async (): Promise<void> => {
    try {
      signIn(await becomeGuest("Visitor"));
      location.reload();
    } catch (error) {
      setRefused(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <section class="alerts" aria-label="Alerts">
      <button type="button" class="button small" onClick={() => void enter()}>
        Become a guest to set alerts
      </button>
      {refused && <p role="alert">{refused}</p>}
    </section>
  );
}
