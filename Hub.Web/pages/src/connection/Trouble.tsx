import type { ConnectionStatus, HubClient } from "@realtimehub/client";
import { connectionWords } from "./connectionWords";

/** Says that the connection is away; nothing while all is well. It stands above the list and what is open, so that a phone shows it with either. */
export function Trouble({ client }: { client: HubClient }) {
  const { status } = client;
  const { tone, text, spoken } = connectionWords(status);
  return (
    <div class="trouble-place">
      <p class="unseen" role="status">
        {status.state === "connected" ? "Connected" : spoken}
      </p>
      {isTrouble(status) && (
        <div class={`trouble ${tone}`}>
          <span class={`dot ${tone}`} aria-hidden="true" />
          <span aria-hidden="true">{text}</span>
          {"retryTime" in status && status.retryTime !== undefined && (
            <button type="button" class="button small" onClick={() => client.reconnectNow()}>
              Try now
            </button>
          )}
        </div>
      )}
    </div>
  );
}

/** The first attempt is none: a line that comes and goes while the page loads moves what is just being pressed, and the click is lost. */
function isTrouble(status: ConnectionStatus): boolean {
  if (status.state === "connecting") return status.retryTime !== undefined || status.error !== undefined;
  return status.state === "reconnecting" || status.state === "closed";
}
