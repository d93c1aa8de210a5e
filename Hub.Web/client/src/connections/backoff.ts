/** How long to wait between attempts to connect. */
export interface Backoff {
  /** The longest first wait, in milliseconds. */
  readonly baseMs: number;
  /** The longest wait of all, in milliseconds. */
  readonly maxMs: number;
}

/** How a client waits between attempts to connect. */
export interface RetryOptions {
  /** The bound of the first wait before connecting again, in milliseconds; 500 when absent. It doubles with every failure. */
  readonly firstRetryDelayMs?: number;
  /** The longest bound of a wait before connecting again, in milliseconds; 30,000 when absent. */
  readonly longestRetryDelayMs?: number;
}

/** The waits that these options say. */
export function backoffOf({ firstRetryDelayMs = 500, longestRetryDelayMs = 30_000 }: RetryOptions): Backoff {
  return { baseMs: firstRetryDelayMs, maxMs: longestRetryDelayMs };
}

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
