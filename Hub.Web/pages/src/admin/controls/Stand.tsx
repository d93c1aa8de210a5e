import type { Poll } from "../state/poll";
import { reasonOf } from "../state/words";

/** Says how the view's answers stand: quiet while they come. */
export function Stand({ poll }: { poll: Poll<unknown> }) {
  const tone = poll.error === undefined ? (poll.value === undefined ? "warn" : "good") : "bad";
  const text = poll.away ? "The server does not answer. Asking again…" : poll.error !== undefined ? reasonOf(poll.error) : poll.value === undefined ? "Asking…" : "Live";
  return (
    <div class={`connection ${tone}`}>
      <span class={`dot ${tone}`} aria-hidden="true" />
      <p role="status">{text}</p>
    </div>
  );
}
