import { connectionWords, type ConnectionWords } from "../connectionWords";
import type { HostFeed } from "./useHostFeed";

/** Says how the connection stands: loud when something is wrong, quiet when not. */
export function ConnectionLine({ feed, onRetry }: { feed: HostFeed; onRetry: () => void }) {
  const refused: ConnectionWords | undefined = feed.refused ? { tone: "bad", text: feed.refused, spoken: feed.refused } : undefined;
  const { tone, text, spoken } = refused ?? connectionWords(feed.status);
  const waiting = "retryTime" in feed.status && feed.status.retryTime !== undefined;
  return (
    <div class={`connection ${tone}`}>
      <span class={`dot ${tone}`} aria-hidden="true" />
      <p aria-hidden="true">{feed.notice ?? text}</p>
      {/* The countdown is for the eye: read aloud it would talk every second. */}
      <p class="unseen" role="status">
        {feed.notice ?? spoken}
      </p>
      {waiting && (
        <button type="button" class="button small" onClick={onRetry}>
          Try now
        </button>
      )}
    </div>
  );
}
