import type { OnGap, Position, Publication, Reset, Signal } from "../contracts.js";
import type { Roster } from "../recovery/roster.js";

/** A publication whose value is known to be a `T`. */
export type PublicationOf<T> = Omit<Publication, "data"> & { readonly data: T };

/** Where a subscription stands. */
export type SubscriptionState =
  /** Asked for, or to be asked for again once there is a connection. */
  | "subscribing"
  /** Caught up and live. */
  | "subscribed"
  /** The reader is behind: what comes now is read again when its buffer is empty. */
  | "lagging"
  /** For good: by the caller, or by the server for a reason that does not pass. */
  | "ended";

/** What to receive, and where it goes. */
export interface SubscriptionOptions<T = unknown> {
  /** Where to go on from; everything after it comes. */
  readonly since?: Position;
  /** How many of the newest publications to begin with (log mode). Excludes `since`. */
  readonly last?: number;
  /** What to do where the log can't be replayed; `reset` when absent. */
  readonly onGap?: OnGap;
  /** The keys wanted (state mode); absent means all. */
  readonly keys?: readonly string[];
  /** The most values per second and key (state mode); 0 pauses. */
  readonly maxRate?: number;
  /** Whether to see who is here. */
  readonly presence?: boolean;
  /** Aborting it ends the subscription. */
  readonly signal?: AbortSignal;
  /** Called with each publication, in order. Without it they wait to be read with `for await`. */
  onPublication?(publication: PublicationOf<T>): void;
  /** What follows doesn't continue what went before: reload. */
  onReset?(reset: Reset): void;
  onSignal?(signal: Signal): void;
  /** Who is here has changed. */
  onPresence?(roster: Roster): void;
  onState?(state: SubscriptionState, error: Error | undefined): void;
}
