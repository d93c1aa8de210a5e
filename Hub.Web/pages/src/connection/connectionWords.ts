import { ClosedError, HubCallError, type ConnectionStatus } from "@realtimehub/client";

export type Tone = "good" | "warn" | "bad";

/** How a connection stands: for the eye, with a countdown, and to be read aloud, without. */
export interface ConnectionWords {
  readonly tone: Tone;
  readonly text: string;
  readonly spoken: string;
}

/** The same where the reason is known: whose connections are too many. */
const causesByReason: Readonly<Record<string, (limit: string) => string>> = {
  user: (limit) => `You have too many connections open${limit}. Close other tabs or windows of this site; this one connects by itself.`,
  address: (limit) => `Too many connections are open from your address${limit}. Close some; this page connects by itself.`,
  node: () => "The server is full. This page tries again by itself.",
};

/** Why there is no connection, and what to do, by the code of the error. Where nothing helps but waiting, nothing is said. */
const causes: Readonly<Record<string, string>> = {
  connection_limit: "You have too many connections open. Close other tabs or windows of this site; this one connects by itself.",
  rate_limited: "Too many connections were begun from your address. This page tries again by itself.",
  too_many_errors: "This page sent more than the server takes.",
  permission_denied: "The server doesn’t allow pages of this address.",
  unauthorized: "The server asks for another token.",
  token_expired: "Your sign-in has expired.",
  unavailable: "The server is busy.",
  shutdown: "The server is restarting.",
  kicked: "An operator ended the connection.",
  banned: "You are banned from this server.",
};

/** What the server says where the operator who ended a connection said nothing. */
const unsaid: readonly string[] = ["", "access was revoked", "an operator has ended this"];

export function connectionWords(status: ConnectionStatus): ConnectionWords {
  const same = (tone: Tone, text: string): ConnectionWords => ({ tone, text, spoken: text });
  switch (status.state) {
    case "connected":
      return same("good", "Live");
    case "closed":
      return same("bad", `Closed: ${status.error ? errorWords(status.error) : "the page ended the connection"}`);
    case "reconnecting":
      return trying("bad", "Connection lost", status.retryTime, status.error);
    case "connecting":
      return status.retryTime === undefined && !status.error ? same("warn", "Connecting…") : trying("warn", "No connection yet", status.retryTime, status.error);
    case "idle":
      return same("warn", "Connecting…");
  }
}

/** What an error says to people: why the connection was ended where that is what it tells, with the operator's own words. */
export function errorWords(error: unknown): string {
  return endWords(error) ?? (error instanceof Error ? error.message : String(error));
}

/** Why the server ended the connection for good; undefined for other errors, and where the page has no words for it. */
export const endWords = (error: unknown): string | undefined => (error instanceof ClosedError ? causeOf(error) : undefined);

function causeOf(error: Error | undefined): string | undefined {
  if (!(error instanceof HubCallError)) return undefined;
  const { code, message, details: { reason = "", limit } = {} } = error;
  if ((code === "banned" || code === "kicked") && !unsaid.includes(message.trim())) return `${causes[code]} The operator says: ${message.trim()}`;
  if (Object.hasOwn(causesByReason, reason)) return causesByReason[reason]!(limit === undefined ? "" : ` (at most ${limit})`);
  return Object.hasOwn(causes, code) ? causes[code] : undefined;
}

function trying(tone: Tone, what: string, retryTime: number | undefined, error: Error | undefined): ConnectionWords {
  const seconds = retryTime === undefined ? 0 : Math.ceil((retryTime - Date.now()) / 1_000);
  const said = [`${what}.`, causeOf(error)].filter(Boolean).join(" ");
  return { tone, text: `${said} ${seconds > 0 ? `Next attempt in ${seconds} s` : "Trying again…"}`, spoken: `${said} Trying again.` };
}
