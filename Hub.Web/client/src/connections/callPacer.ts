import { HubCallError } from "../errors.js";

const defaultPauseMs = 1_000;

/** How often calls may leave. */
export interface Pace {
  /** The time between two calls in the long run, in milliseconds. */
  readonly everyMs: number;
  /** How many may leave at once after a quiet time. */
  readonly burst: number;
}

/** Far below the server's 10 reads a second, so that the user's own calls have room. */
const readPace: Pace = { everyMs: 250, burst: 4 };

/**
 * The pace of the calls that a client makes by itself: such as counts that are read again, and presence. They never
 * reach a limit of the server, and where it is stricter than expected, all of them wait for as long as it says.
 */
export class CallPacer {
  /** When the next call would be due if there were no burst. */
  private due = 0;

  constructor(private readonly pace: Pace = readPace) {}

  /** Resolves when the caller may call; rejects when aborted. */
  async turn(signal?: AbortSignal): Promise<void> {
    const { everyMs, burst } = this.pace;
    const now = Date.now();
    const wait = Math.max(0, this.due - (burst - 1) * everyMs - now);
    this.due = Math.max(now, this.due) + everyMs;
    if (wait > 0) await delay(wait, signal);
  }

  /** Takes a refusal. True when the call may be made again, after its next turn. */
  refused(error: unknown): boolean {
    if (!(error instanceof HubCallError) || error.code !== "rate_limited") return false;
    const { everyMs, burst } = this.pace;
    this.due = Math.max(this.due, Date.now() + (error.retryAfterMs ?? defaultPauseMs) + (burst - 1) * everyMs);
    return true;
  }
}

function delay(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", onAbort, { once: true });
    if (signal?.aborted) onAbort();
  });
}
