import { DeliveryBuffer } from "./deliveryBuffer.js";
import type {
  ChannelMode,
  Position,
  PresenceChange,
  PresenceSnapshot,
  Publication,
  Reset,
  Signal,
  SubscribeRequest,
  SubscribeResult,
  UpdateSubscriptionResult,
} from "../contracts.js";
import { guarded } from "../emitter.js";
import { ChannelMerge, type MergeVerdict } from "../recovery/channelMerge.js";
import { changed, newer, type Roster } from "../recovery/roster.js";
import type { PublicationOf, SubscriptionOptions, SubscriptionState } from "./subscriptionOptions.js";

/** What a subscription needs of its client. */
export interface SubscriptionOwner {
  /** Subscribe again, for the merge has found a hole or the reader has caught up. */
  recover(subscription: Subscription): void;
  readPresence(subscription: Subscription): void;
  leave(subscription: Subscription): Promise<void>;
  update(subscription: Subscription, keys?: readonly string[], maxRate?: number): Promise<UpdateSubscriptionResult>;
}

/**
 * One channel, received without gap or duplicate over any number of connections: by `onPublication`, or with
 * `for await`. A reader slower than its channel loses nothing: in log mode the rest is fetched from history when the
 * reader has caught up, in state mode a waiting value makes way for the newer one of its key.
 */
export class Subscription<T = unknown> implements AsyncIterable<PublicationOf<T>> {
  /** Resolves with the first reply; rejects when the subscription ends before it. */
  readonly ready: Promise<SubscribeResult>;

  private readonly merge: ChannelMerge;
  private readonly buffer: DeliveryBuffer;
  private present: SubscriptionState = "subscribing";
  private seen: Roster | undefined;
  private keys: readonly string[] | undefined;
  private maxRate: number | undefined;
  private settle!: { resolve(result: SubscribeResult): void; reject(error: unknown): void };

  /** @internal */
  constructor(
    readonly channel: string,
    private readonly options: SubscriptionOptions<T>,
    private readonly owner: SubscriptionOwner,
    bufferCapacity: number,
  ) {
    this.keys = options.keys;
    this.maxRate = options.maxRate;
    this.buffer = new DeliveryBuffer(bufferCapacity, () => this.act(this.merge.drained()));
    this.merge = new ChannelMerge(options.since, options.onGap ?? "reset", {
      deliver: (publication, mode) => this.deliver(publication, mode),
      reset: (reset) => guarded(() => options.onReset?.(reset)),
    });
    this.ready = new Promise((resolve, reject) => (this.settle = { resolve, reject }));
    // A caller that doesn't ask for it must not get an unhandled rejection.
    this.ready.catch(() => undefined);
    options.signal?.addEventListener("abort", this.onAbort, { once: true });
  }

  get state(): SubscriptionState {
    return this.present;
  }

  /** Everything up to here has been handed over: the `since` to come back with, also in another client. */
  get position(): Position | undefined {
    return this.merge.position;
  }

  /** The channel's mode, known from the first reply on. */
  get mode(): ChannelMode | undefined {
    return this.merge.mode;
  }

  /** Who is here, where that was asked for. */
  get roster(): Roster | undefined {
    return this.seen;
  }

  /** Resolves when nothing comes any more. */
  unsubscribe(): Promise<void> {
    if (this.present === "ended") return Promise.resolve();
    this.end(undefined);
    return this.owner.leave(this as unknown as Subscription);
  }

  /** Changes keys or rate (state mode); -1 lifts the limit of the rate, 0 pauses. */
  async update(change: { readonly keys?: readonly string[]; readonly maxRate?: number }): Promise<UpdateSubscriptionResult> {
    this.merge.beginUpdate();
    let done = false;
    try {
      const granted = await this.owner.update(this as unknown as Subscription, change.keys, change.maxRate);
      this.keys = change.keys ?? this.keys;
      this.maxRate = change.maxRate ?? this.maxRate;
      this.merge.keepKeys(this.keys);
      done = true;
      return granted;
    } finally {
      this.merge.endUpdate(done);
    }
  }

  /** Reads what comes; leaving the loop ends the subscription. */
  [Symbol.asyncIterator](): AsyncIterator<PublicationOf<T>, undefined> {
    return {
      next: () => this.buffer.next() as Promise<IteratorResult<PublicationOf<T>, undefined>>,
      return: async () => {
        await this.unsubscribe();
        return { done: true, value: undefined };
      },
    };
  }

  /** @internal A Subscribe leaves: this is what it asks for. */
  begin(): SubscribeRequest {
    this.become("subscribing", undefined);
    this.merge.begin();
    const { onGap, presence } = this.options;
    const since = this.merge.position;
    const last = since ? undefined : this.options.last;
    return { channel: this.channel, since, last, onGap, keys: this.keys, maxRate: this.maxRate, presence };
  }

  /** @internal */
  replied(reply: SubscribeResult): void {
    if (this.present === "ended") return;
    // It replaces what is held, whose version may be of a server that is gone.
    if (reply.presence) this.see(reply.presence);
    const verdict = this.merge.takeReply(reply);
    this.become("subscribed", undefined);
    this.settle.resolve(reply);
    this.act(verdict);
  }

  /** @internal The connection is gone, or the Subscribe was refused for now. */
  lose(error: Error | undefined): void {
    this.merge.lose();
    this.merge.keepKeys(this.keys);
    this.become("subscribing", error);
  }

  /** @internal For good. */
  end(error: Error | undefined): void {
    if (this.present === "ended") return;
    this.merge.lose();
    this.settle.reject(error ?? new Error("the subscription was ended before the first reply"));
    this.options.signal?.removeEventListener("abort", this.onAbort);
    this.buffer.finish(error);
    this.become("ended", error);
  }

  /** @internal */
  published(publication: Publication): void {
    this.act(this.merge.take(publication));
  }

  /** @internal */
  reset(reset: Reset): void {
    this.act(this.merge.takeReset(reset));
  }

  /** @internal */
  signalled(signal: Signal): void {
    if (this.present !== "ended") guarded(() => this.options.onSignal?.(signal));
  }

  /** @internal */
  presenceRead(snapshot: PresenceSnapshot): void {
    this.see(newer(this.seen, snapshot));
  }

  /** @internal */
  presenceChanged(change: PresenceChange): void {
    const roster = changed(this.seen, change);
    if (roster === "stale") this.owner.readPresence(this as unknown as Subscription);
    else if (roster) this.see(roster);
  }

  private see(roster: Roster): void {
    if (this.seen === roster || this.present === "ended") return;
    this.seen = roster;
    guarded(() => this.options.onPresence?.(roster));
  }

  private deliver(publication: Publication, mode: ChannelMode): boolean {
    const { onPublication } = this.options;
    if (onPublication === undefined) return this.buffer.add(publication, mode);
    guarded(() => onPublication.call(this.options, publication as PublicationOf<T>));
    return true;
  }

  private readonly onAbort = (): void => void this.unsubscribe();

  private act(verdict: MergeVerdict): void {
    if (this.present === "ended") return;
    if (verdict === "lagged") this.become("lagging", undefined);
    if (verdict === "recover") this.owner.recover(this as unknown as Subscription);
  }

  private become(state: SubscriptionState, error: Error | undefined): void {
    if (this.present === state && error === undefined) return;
    this.present = state;
    guarded(() => this.options.onState?.(state, error));
  }
}
