import { HubCallError } from "@realtimehub/client";

/** The browser's timers and its view of the page, replaceable in tests. */
export interface Surroundings {
  readonly hidden: () => boolean;
  /** Calls back once, later; returns what ends it. */
  after(ms: number, call: () => void): () => void;
}

const longestMs = 10_000;

/**
 * Asks again and again, one question at a time: a slow server is not asked faster than it answers, and one that is away is asked
 * more and more rarely. The last answer stays while it is away.
 */
export class Poll<T> {
  value: T | undefined;
  /** Why there is no newer answer. */
  error: unknown;
  private ended = false;
  private asking = false;
  private again = false;
  private failures = 0;
  private stopTimer: () => void = () => undefined;

  constructor(
    private readonly ask: () => Promise<T>,
    private readonly everyMs: number,
    private readonly changed: () => void,
    private readonly around: Surroundings,
  ) {}

  /** Whether the server is away, as against refusing. */
  get away(): boolean {
    return this.error instanceof HubCallError && (this.error.code === "connection_lost" || this.error.temporary);
  }

  begin(): void {
    void this.next();
  }

  /** Asks at once, such as after something was done. */
  refresh(): void {
    this.stopTimer();
    if (this.asking) this.again = true;
    else void this.next();
  }

  end(): void {
    this.ended = true;
    this.stopTimer();
  }

  private async next(): Promise<void> {
    this.asking = true;
    this.again = false;
    try {
      const value = await this.ask();
      if (this.ended) return;
      [this.value, this.error, this.failures] = [value, undefined, 0];
    } catch (error) {
      if (this.ended) return;
      [this.error, this.failures] = [error, this.failures + 1];
    } finally {
      this.asking = false;
    }
    this.changed();
    if (this.again) void this.next();
    else this.wait();
  }

  private wait(): void {
    const ms = Math.min(longestMs, this.everyMs * 2 ** Math.min(this.failures, 4));
    this.stopTimer = this.around.after(ms, () => {
      // A page that nobody sees asks nothing.
      if (this.around.hidden()) this.wait();
      else void this.next();
    });
  }
}
