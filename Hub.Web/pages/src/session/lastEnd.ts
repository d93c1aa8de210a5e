const key = "rthub.ended";

interface End {
  readonly token: string;
  readonly words: string;
}

/** Keeps for this tab why the server ended the connection of a token: when the page is loaded again, the server refuses the token without saying why. */
export function keepEnd(token: string, words: string): void {
  try {
    sessionStorage.setItem(key, JSON.stringify({ token, words } satisfies End));
  } catch {
    // Without storage the reason is shown once only.
  }
}

/** Why the connection of this token was ended in this tab; undefined when it wasn't. */
export function endOf(token: string): string | undefined {
  try {
    const held = JSON.parse(sessionStorage.getItem(key) ?? "null") as Partial<End> | null;
    return held?.token === token && typeof held.words === "string" ? held.words : undefined;
  } catch {
    return undefined;
  }
}
