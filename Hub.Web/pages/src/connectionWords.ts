import type { ConnectionStatus } from "@realtimehub/client";

export type Tone = "good" | "warn" | "bad";

/** How a connection stands: for the eye, with a countdown, and to be read aloud, without. */
export interface ConnectionWords {
  readonly tone: Tone;
  readonly text: string;
  readonly spoken: string;
}

export function connectionWords(status: ConnectionStatus): ConnectionWords {
  const same = (tone: Tone, text: string): ConnectionWords => ({ tone, text, spoken: text });
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

function trying(tone: Tone, what: string, retryTime: number | undefined): ConnectionWords {
  const seconds = retryTime === undefined ? 0 : Math.ceil((retryTime - Date.now()) / 1_000);
  return { tone, text: seconds > 0 ? `${what}. Next attempt in ${seconds} s` : `${what}. Trying again…`, spoken: `${what}. Trying again.` };
}
