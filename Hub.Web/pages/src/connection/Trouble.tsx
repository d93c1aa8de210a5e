import type { HubClient } from "@realtimehub/client";
import { connectionWords } from "./connectionWords";

/** Says that the connection is away; nothing while all is well. It stands above the list and what is open, so that a phone shows it with either. */
export function Trouble({ client }: { client: HubClient }) {
  const { tone, text, spoken } = connectionWords(client.status);
  const well = client.status.state === "connected";
  return (
    <div class="trouble-place">
      <p class="unseen" role="status">
        {well ? "Connected" : spoken}
      </p>
      {!well && (
        <div class={`trouble ${tone}`}>
          <span class={`dot ${tone}`} aria-hidden="true" />
          <span aria-hidden="true">{text}</span>
          {"retryTime" in client.status && client.status.retryTime !== undefined && (
            <button type="button" class="button small" onClick={() => client.reconnectNow()}>
              Try now
            </button>
          )}
        </div>
      )}
    </div>
  );
}
