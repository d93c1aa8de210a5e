import { waitBefore, type Backoff } from "../connections/backoff.js";
import type { CallPacer } from "../connections/callPacer.js";
import type { SubscribeOutcome, SubscribeResult, Unsubscribed, UpdateSubscriptionResult, WireError } from "../contracts.js";
import { ConnectionLostError, HubCallError } from "../errors.js";
import { refusalDetails } from "../refusals.js";
import type { Heard, Method, RequestOf, ResultOf } from "../connections/link.js";
import type { SubscriptionOptions } from "./subscriptionOptions.js";
import { Subscription, type SubscriptionOwner } from "./subscription.js";

/** The most wishes that one call takes. */
const manyLimit = 200;

export type Invoke = <M extends Method>(method: M, request: RequestOf<M>, heard?: Heard<M>) => Promise<ResultOf<M>>;

/** All subscriptions of a client: who is to be asked for, whom a callback is for, who is to be asked for again. */
export class SubscriptionSet implements SubscriptionOwner {
  private readonly byChannel = new Map<string, Subscription>();
  private readonly wanted = new Set<Subscription>();
  private readonly failures = new Map<Subscription, number>();
  private readonly timers = new Map<Subscription, ReturnType<typeof setTimeout>>();
  private readonly leaving = new Map<string, Promise<void>>();
  private readonly reading = new Set<Subscription>();
  private connected = false;
  private scheduled = false;

  constructor(
    private readonly invoke: Invoke,
    private readonly pacer: CallPacer,
    private readonly backoff: Backoff,
    private readonly random: () => number,
    private readonly bufferCapacity = 16_384,
  ) {}

  /** @throws Error when the channel has a subscription already: a connection has one of each. */
  add<T>(channel: string, options: SubscriptionOptions<T>): Subscription<T> {
    if (this.byChannel.has(channel)) throw new Error(`this client is subscribed to ${channel} already`);
    const subscription = new Subscription<T>(channel, options, this, this.bufferCapacity);
    if (options.signal?.aborted) {
      subscription.end(undefined);
      return subscription;
    }
    this.byChannel.set(channel, subscription as unknown as Subscription);
    this.want(subscription as unknown as Subscription);
    return subscription;
  }

  get(channel: string): Subscription | undefined {
    return this.byChannel.get(channel);
  }

  /** There is a connection, a new one: everything is to be asked for. */
  open(): void {
    this.connected = true;
    this.failures.clear();
    for (const subscription of this.byChannel.values()) this.want(subscription);
  }

  /** The connection is gone. */
  lose(error: Error | undefined): void {
    if (!this.connected) return;
    this.connected = false;
    this.leaving.clear();
    for (const subscription of this.byChannel.values()) {
      this.stopTimer(subscription);
      subscription.lose(error);
    }
  }

  close(error: Error | undefined): void {
    this.connected = false;
    for (const subscription of [...this.byChannel.values()]) this.drop(subscription, error);
  }

  unsubscribed(unsubscribed: Unsubscribed): void {
    const subscription = this.byChannel.get(unsubscribed.channel);
    if (subscription) this.refused(subscription, refusalOf(unsubscribed), unsubscribed.resubscribe);
  }

  recover(subscription: Subscription): void {
    // The first time at once; a channel that has holes again and again is not worth a storm.
    const failures = this.fail(subscription);
    if (failures === 1) this.want(subscription);
    else this.wantLater(subscription, waitBefore(failures - 1, this.backoff, this.random));
  }

  readPresence(subscription: Subscription): void {
    if (this.reading.has(subscription)) return;
    this.reading.add(subscription);
    void this.askPresence(subscription);
  }

  private async askPresence(subscription: Subscription): Promise<void> {
    await this.pacer.turn();
    try {
      await this.invoke("ReadPresence", { channel: subscription.channel }, (snapshot) => {
        this.reading.delete(subscription);
        subscription.presenceRead(snapshot);
      });
    } catch (error) {
      if (this.pacer.refused(error)) return this.askPresence(subscription);
      // Lost with the connection, or refused for good: the next change that jumps asks again.
      this.reading.delete(subscription);
    }
  }

  leave(subscription: Subscription): Promise<void> {
    const { channel } = subscription;
    this.forget(subscription);
    if (!this.connected) return Promise.resolve();
    const left = this.invoke("Unsubscribe", { channel })
      .catch(() => undefined)
      .finally(() => {
        if (this.leaving.get(channel) === left) this.leaving.delete(channel);
        this.schedule();
      });
    this.leaving.set(channel, left);
    return left;
  }

  update({ channel }: Subscription, keys?: readonly string[], maxRate?: number): Promise<UpdateSubscriptionResult> {
    return this.invoke("UpdateSubscription", { channel, keys, maxRate });
  }

  private want(subscription: Subscription): void {
    if (this.byChannel.get(subscription.channel) !== subscription) return;
    this.wanted.add(subscription);
    this.schedule();
  }

  private wantLater(subscription: Subscription, ms: number): void {
    this.stopTimer(subscription);
    this.timers.set(subscription, setTimeout(() => this.want(subscription), ms));
  }

  private stopTimer(subscription: Subscription): void {
    clearTimeout(this.timers.get(subscription));
    this.timers.delete(subscription);
  }

  /** What is asked for in one turn of the event loop goes in one call. */
  private schedule(): void {
    if (this.scheduled || !this.connected) return;
    this.scheduled = true;
    queueMicrotask(() => {
      this.scheduled = false;
      this.flush();
    });
  }

  private flush(): void {
    if (!this.connected) return;
    // A channel that is being left is asked for when nothing of its old subscription can come any more.
    const ready = [...this.wanted].filter(({ channel }) => !this.leaving.has(channel));
    for (let from = 0; from < ready.length; from += manyLimit) void this.ask(ready.slice(from, from + manyLimit));
  }

  private async ask(subscriptions: readonly Subscription[]): Promise<void> {
    for (const subscription of subscriptions) {
      this.wanted.delete(subscription);
      this.stopTimer(subscription);
    }
    try {
      const request = { subscriptions: subscriptions.map((subscription) => subscription.begin()) };
      await this.invoke("SubscribeMany", request, ({ results }) =>
        subscriptions.forEach((subscription, index) => this.answered(subscription, results[index])),
      );
    } catch (error) {
      // When the connection is back everything is asked for again.
      if (error instanceof ConnectionLostError) return;
      const refusal = error instanceof HubCallError ? error : new HubCallError("internal", String(error));
      for (const subscription of subscriptions) this.refused(subscription, refusal, refusal.temporary);
    }
  }

  private answered(subscription: Subscription, outcome: SubscribeOutcome | undefined): void {
    if (this.byChannel.get(subscription.channel) !== subscription) return;
    if (outcome?.subscription) return this.accepted(subscription, outcome.subscription);
    const refusal = refusalOf(outcome?.error ?? { code: "internal", message: "the server gave no answer" });
    this.refused(subscription, refusal, refusal.temporary);
  }

  private accepted(subscription: Subscription, reply: SubscribeResult): void {
    const before = this.failures.get(subscription);
    subscription.replied(reply);
    // A replay with a hole has asked to recover and counted as a failure by now.
    if (this.failures.get(subscription) === before) this.failures.delete(subscription);
  }

  private refused(subscription: Subscription, error: HubCallError, again: boolean): void {
    if (!again) return this.drop(subscription, error);
    subscription.lose(error);
    const wait = waitBefore(this.fail(subscription), this.backoff, this.random);
    this.wantLater(subscription, Math.max(wait, error.retryAfterMs ?? 0));
  }

  private drop(subscription: Subscription, error: Error | undefined): void {
    this.forget(subscription);
    subscription.end(error);
  }

  private forget(subscription: Subscription): void {
    this.byChannel.delete(subscription.channel);
    this.wanted.delete(subscription);
    this.failures.delete(subscription);
    this.stopTimer(subscription);
  }

  private fail(subscription: Subscription): number {
    const failures = (this.failures.get(subscription) ?? 0) + 1;
    this.failures.set(subscription, failures);
    return failures;
  }
}

/** A refusal that came as a message, with its details. */
function refusalOf(refusal: WireError | Unsubscribed): HubCallError {
  return new HubCallError(refusal.code, refusal.message, undefined, refusalDetails(refusal));
}
