/** How long to wait between attempts to connect. */
export interface Backoff {
  /** The longest first wait, in milliseconds. */
  readonly baseMs: number;
  /** The longest wait of all, in milliseconds. */
  readonly maxMs: number;
}

export const defaultBackoff: Backoff = { baseMs: 500, maxMs: 30_000 };

/**
 * Full jitter: a random wait between nothing and a ceiling that doubles with each attempt, so that the clients of a
 * server that came back don't come all at once.
 * @param attempt How many attempts have failed, from 1.
 * @param random From 0 to below 1.
 */
export function waitBefore(attempt: number, backoff: Backoff, random: () => number): number {
  const ceiling = Math.min(backoff.maxMs, backoff.baseMs * 2 ** Math.min(attempt - 1, 30));
  return Math.round(random() * ceiling);
}
