import type { ConnectionStatus } from "@realtimehub/client";
import { connectionWords, type ConnectionWords } from "../../connection/connectionWords";

interface ConnectionLineProps {
  readonly status: ConnectionStatus;
  /** What is shown for a moment instead, such as what a return brought. */
  readonly notice?: string | undefined;
  /** What is said while the connection stands, if not that all is live. */
  readonly state?: ConnectionWords | undefined;
  onRetry(): void;
}

/** Says how the connection stands: loud when something is wrong, quiet when not. */
export function ConnectionLine({ status, notice, state, onRetry }: ConnectionLineProps) {
  const stands = status.state === "connected" && state ? state : connectionWords(status);
  const { tone, text, spoken } = stands;
  const waiting = "retryTime" in status && status.retryTime !== undefined;
  return (
    <div class={`connection ${tone}`}>
      <span class={`dot ${tone}`} aria-hidden="true" />
      <p aria-hidden="true">{notice ?? text}</p>
      {/* The countdown is for the eye: read aloud it would talk every second. */}
      <p class="unseen" role="status">
        {notice ?? spoken}
      </p>
      {waiting && (
        <button type="button" class="button small" onClick={onRetry}>
          Try now
        </button>
      )}
    </div>
  );
}
