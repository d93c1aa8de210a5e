import type { UpdateSubscriptionResult } from "../contracts.js";
import { ConnectionLostError, HubCallError } from "../errors.js";

const defaultPauseMs = 1_000;

/** What is wanted of a feed. */
export interface Demand {
  /** Absent: all keys. */
  readonly keys?: readonly string[] | undefined;
  /** Values a second and key; -1 sets no limit, 0 pauses. */
  readonly maxRate: number;
}

/** What is to be changed; what is absent stays. */
export interface DemandChange {
  readonly keys?: readonly string[];
  readonly maxRate?: number;
}

/** What a demand needs of its subscription. */
export interface DemandSubscription {
  /** Resolves when the subscription is live; rejects when it never will be. */
  untilLive(): Promise<void>;
  isLive(): boolean;
  update(change: DemandChange): Promise<UpdateSubscriptionResult>;
  /** The server has it. */
  granted(demand: Demand, result: UpdateSubscriptionResult): void;
}

/**
 * Makes the server's keys and rate those that are wanted: one UpdateSubscription at a time, always of the newest demand,
 * over any number of connections. So a table may be scrolled as fast as one likes.
 */
export class FeedDemand {
  private present: Demand;
  private running: Promise<void> | undefined;

  constructor(
    private wanted: Demand,
    private readonly subscription: DemandSubscription,
  ) {
    this.present = wanted;
  }

  /** What the server has. */
  get granted(): Demand {
    return this.present;
  }

  /** Resolves when the server has it, or a newer one. */
  change(change: DemandChange): Promise<void> {
    this.wanted = { ...this.wanted, ...change };
    this.running ??= this.run().finally(() => (this.running = undefined));
    return this.running;
  }

  private async run(): Promise<void> {
    // What is asked for in one turn of the event loop goes in one call.
    await Promise.resolve();
    while (this.wanted !== this.present) {
      const asked = this.wanted;
      try {
        const difference = differenceOf(this.present, asked);
        if (difference) {
          await this.subscription.untilLive();
          const result = await this.subscription.update(difference);
          this.present = asked;
          this.subscription.granted(asked, result);
        }
        this.present = asked;
      } catch (error) {
        if (await this.passes(error)) continue;
        // The newest demand counts: one that is refused is no matter when there is another.
        if (this.wanted !== asked) continue;
        this.wanted = this.present;
        throw error;
      }
    }
  }

  /** Whether it may be asked for again: after a lost connection, or when the server was busy. */
  private async passes(error: unknown): Promise<boolean> {
    if (error instanceof ConnectionLostError) {
      // The subscription may not know yet.
      await new Promise((resolve) => setTimeout(resolve, 0));
      return true;
    }
    if (!(error instanceof HubCallError)) return false;
    // The subscription was ended meanwhile, and is going to be made again.
    if (!this.subscription.isLive()) return true;
    if (error.temporary) await new Promise((resolve) => setTimeout(resolve, error.retryAfterMs ?? defaultPauseMs));
    return error.temporary;
  }
}

function differenceOf(from: Demand, to: Demand): DemandChange | undefined {
  const keys = isSame(from.keys, to.keys) ? undefined : to.keys;
  const maxRate = from.maxRate === to.maxRate ? undefined : to.maxRate;
  return keys || maxRate !== undefined ? { ...(keys && { keys }), ...(maxRate !== undefined && { maxRate }) } : undefined;
}

const isSame = (one: readonly string[] | undefined, other: readonly string[] | undefined): boolean =>
  one === other || (one?.length === other?.length && one!.every((key, i) => key === other![i]));
