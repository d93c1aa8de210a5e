import { HubCallError } from "../errors.js";

/** The server ends typing 6 s after the last call that said so. */
const lastsMs = 6_000;
const repeatMs = 3_000;
/** The server takes two calls a second. */
const leastGapMs = 1_000;

/** Tells a room that the user is typing, or no longer is: at most once a second, however often it is asked to. */
export class TypingNotifier {
  private wanted = false;
  private told = false;
  private toldTime = -Infinity;
  private nextTime = -Infinity;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** @param send Calls the server; rejects when refused. */
  constructor(private readonly send: (typing: boolean) => Promise<void>) {}

  set(typing: boolean): void {
    this.wanted = typing;
    this.update();
  }

  /** The user has posted a message, which ends typing without a call. */
  posted(): void {
    this.wanted = this.told = false;
    this.close();
  }

  close(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private update(): void {
    const now = Date.now();
    const age = now - this.toldTime;
    if (age >= lastsMs) this.told = false;
    const due = this.wanted ? !this.told || age >= repeatMs : this.told;
    if (!due) return this.close();
    if (now >= this.nextTime) return this.tell(now);
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.update();
    }, this.nextTime - now);
  }

  private tell(now: number): void {
    this.close();
    this.told = this.wanted;
    this.toldTime = now;
    this.nextTime = now + leastGapMs;
    this.send(this.wanted).catch((error: unknown) => {
      const waitMs = error instanceof HubCallError ? (error.retryAfterMs ?? leastGapMs) : leastGapMs;
      this.nextTime = Math.max(this.nextTime, Date.now() + waitMs);
    });
  }
}
