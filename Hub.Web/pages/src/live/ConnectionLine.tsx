import type { ConnectionStatus } from "@realtimehub/client";
import type { HostFeed } from "./useHostFeed";

type Tone = "good" | "warn" | "bad";

/** Says how the connection stands: loud when something is wrong, quiet when not. */
export function ConnectionLine({ feed, onRetry }: { feed: HostFeed; onRetry: () => void }) {
  const { tone, text, spoken } = feed.refused ? { tone: "bad" as Tone, text: feed.refused, spoken: feed.refused } : words(feed.status);
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

function words(status: ConnectionStatus): { readonly tone: Tone; readonly text: string; readonly spoken: string } {
  const same = (tone: Tone, text: string) => ({ tone, text, spoken: text });
  switch (status.state) {
    case "connected":
      return same("good", "Live");
    case "closed":
      return same("bad", `Closed: ${status.error?.message ?? "the page ended the connection"}`);
    case "reconnecting":
      return trying("bad", "Connection lost", status.retryTime);
    case "connecting":
      return status.retryTime === undefined ? same("warn", "Connecting…") : trying("warn", "No connection yet", status.retryTime);
    case "idle":
      return same("warn", "Connecting…");
  }
}

function trying(tone: Tone, what: string, retryTime: number | undefined) {
  const seconds = retryTime === undefined ? 0 : Math.ceil((retryTime - Date.now()) / 1_000);
  return { tone, text: seconds > 0 ? `${what}. Next attempt in ${seconds} s` : `${what}. Trying again…`, spoken: `${what}. Trying again.` };
}
