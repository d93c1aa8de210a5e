import type { HubClient } from "../client.js";
import type { Publication, Reset, UpdateSubscriptionResult } from "../contracts.js";
import { Emitter } from "../emitter.js";
import type { CallOptions } from "../options.js";
import type { Subscription } from "../subscriptions/subscription.js";
import type { SubscriptionState } from "../subscriptions/subscriptionOptions.js";
import { FeedDemand, type Demand, type DemandChange } from "./feedDemand.js";
import type { FeedChange, FeedValue } from "./feedValue.js";
import { FeedValues } from "./feedValues.js";

/** What to follow of a feed. */
export interface LiveFeedOptions extends CallOptions {
  /** The keys wanted; absent means all. */
  readonly keys?: readonly string[];
  /** The most values a second and key; absent sets no limit. */
  readonly maxRate?: number;
}

/** What a feed tells. */
export interface LiveFeedEvents {
  /** A value has come, changed or gone. */
  readonly changed: FeedChange;
  /** The feed begins again: `values` is empty, and the present values follow. */
  readonly reset: Reset;
  /** Another `state`. */
  readonly state: SubscriptionState;
  /** The server ended it for good. */
  readonly ended: Error;
}

/**
 * The newest values of a feed by key, always right over any number of connections: patches merged, removed keys gone,
 * and after a lost connection only what changed meanwhile is sent. How often to draw is the caller's business.
 */
export class LiveFeed implements Disposable {
  private readonly events = new Emitter<LiveFeedEvents>();
  private readonly held = new FeedValues();
  private readonly subscription: Subscription;
  private readonly demand: FeedDemand;
  private rate: number;
  private isPaused = false;
  private grantedRate: number | undefined;
  private receivedCount = 0;
  private mergedCount = 0;

  private constructor(
    client: HubClient,
    /** The feed's name. */
    readonly name: string,
    { keys, maxRate, signal }: LiveFeedOptions,
  ) {
    this.rate = maxRate ?? -1;
    this.isPaused = maxRate === 0;
    const feed = this;
    this.demand = new FeedDemand({ keys, maxRate: this.rate }, {
      untilLive: () => feed.untilLive(),
      isLive: () => feed.state === "subscribed",
      update: (change) => feed.subscription.update(change),
      granted: (demand, result) => feed.granted(demand, result),
    });
    this.subscription = client.subscribe(`feed:${name}`, {
      maxRate: this.rate,
      ...(keys && { keys }),
      ...(signal && { signal }),
      onPublication: (publication) => this.take(publication),
      onReset: (reset) => this.restart(reset),
      onState: (state, error) => this.become(state, error),
    });
  }

  /** @internal See `FeedClient.openFeed`. */
  static async open(client: HubClient, name: string, options: LiveFeedOptions): Promise<LiveFeed> {
    const feed = new LiveFeed(client, name, options);
    try {
      feed.grantedRate = (await feed.subscription.ready).maxRate;
      return feed;
    } catch (error) {
      feed[Symbol.dispose]();
      throw error;
    }
  }

  /** The newest value of each key that has one. The same map for as long as the feed lives. */
  get values(): ReadonlyMap<string, FeedValue> {
    return this.held.all;
  }

  /** Where it stands; in any state but `subscribed` the values may be old. */
  get state(): SubscriptionState {
    return this.subscription.state;
  }

  /** The keys that the server sends; absent: all. */
  get keys(): readonly string[] | undefined {
    return this.demand.granted.keys;
  }

  /** How many values a second and key the server sends at most, as it granted it; absent: no limit, 0: paused. */
  get maxRate(): number | undefined {
    return this.grantedRate;
  }

  /** Whether it is paused, or going to be. */
  get paused(): boolean {
    return this.isPaused;
  }

  /** How many values have come. */
  get received(): number {
    return this.receivedCount;
  }

  /** How many values were left out, because newer ones took their place. */
  get merged(): number {
    return this.mergedCount;
  }

  /** Adds a handler; the answer takes it away again. */
  on<Name extends keyof LiveFeedEvents>(name: Name, handler: (event: LiveFeedEvents[Name]) => void): () => void {
    return this.events.on(name, handler);
  }

  /**
   * Changes keys or rate; a rate of -1 sets no limit. May be called as often as a table scrolls: the server is asked for the
   * newest change, one at a time. Resolves when it has that: `values` is of these keys then.
   */
  update({ keys, maxRate }: DemandChange): Promise<void> {
    if (maxRate !== undefined) {
      this.isPaused = maxRate === 0;
      if (maxRate !== 0) this.rate = maxRate;
    }
    return this.demand.change({ ...(keys && { keys }), maxRate: this.isPaused ? 0 : this.rate });
  }

  /** Has the server send nothing until `resume`. */
  pause(): Promise<void> {
    return this.update({ maxRate: 0 });
  }

  /** Continues at the rate of before; what changed meanwhile comes first. */
  resume(): Promise<void> {
    return this.update({ maxRate: this.rate === 0 ? -1 : this.rate });
  }

  /** Stops following the feed. */
  [Symbol.dispose](): void {
    void this.subscription.unsubscribe();
  }

  private untilLive(): Promise<void> {
    if (this.state === "subscribed") return Promise.resolve();
    return new Promise((resolve, reject) => {
      const off = this.on("state", (state) => {
        if (state === "subscribed" || state === "ended") off();
        if (state === "subscribed") resolve();
        if (state === "ended") reject(new Error("the feed was closed"));
      });
      if (this.state === "ended") reject(new Error("the feed was closed"));
    });
  }

  private granted({ keys }: Demand, { maxRate }: UpdateSubscriptionResult): void {
    this.grantedRate = maxRate;
    this.keep(keys);
  }

  private take(publication: Publication): void {
    const change = this.held.take(publication);
    if (!change) return;
    this.receivedCount++;
    this.mergedCount += change.merged;
    this.events.emit("changed", change);
  }

  private restart(reset: Reset): void {
    this.held.clear();
    this.events.emit("reset", reset);
  }

  private become(state: SubscriptionState, error: Error | undefined): void {
    // A change of keys whose answer was lost may have brought values that nothing keeps right.
    if (state === "subscribing") this.keep(this.keys);
    if (state === "ended" && error) this.events.emit("ended", error);
    this.events.emit("state", state);
  }

  private keep(keys: readonly string[] | undefined): void {
    if (keys) for (const change of this.held.keep(keys)) this.events.emit("changed", change);
  }
}
