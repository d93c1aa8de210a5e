import { HubCallError, type Message, type Room } from "@realtimehub/client";

/** When one may post again in a room that is slowed down. All times are the server's. */
export class SlowMode {
  /** When one posted last. */
  private lastTime = 0;
  /** Until when the server said to wait, for a message that isn't among those heard. */
  private heldUntil = 0;

  constructor(private readonly me: string) {}

  hear({ author, time }: Message): void {
    if (author.userId === this.me) this.lastTime = Math.max(this.lastTime, time);
  }

  refused(error: unknown, now: number): void {
    if (error instanceof HubCallError && error.code === "rate_limited") this.heldUntil = now + (error.retryAfterMs ?? 0);
  }

  /** The room was made slower, or faster. */
  reset(): void {
    this.heldUntil = 0;
  }

  /**
   * 0 where one need not wait, Infinity while the message from which the wait counts is on its way.
   * @param sending Whether an own message is on its way.
   */
  next({ role, slowModeMs }: Pick<Room, "role" | "slowModeMs">, sending: boolean): number {
    if (role !== "member" || slowModeMs === 0) return 0;
    return sending ? Infinity : Math.max(this.heldUntil, this.lastTime === 0 ? 0 : this.lastTime + slowModeMs);
  }
}
