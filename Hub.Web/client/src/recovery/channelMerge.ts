import type { ChannelMode, GapReason, OnGap, Position, Publication, Reset, SubscribeResult } from "../contracts.js";
import { Held } from "./held.js";

/** Where merged publications go. */
export interface MergeSink {
  /** Takes the next publication; false when there is no room for it. In state mode there always is. */
  deliver(publication: Publication, mode: ChannelMode): boolean;
  /** Takes the news that what follows doesn't continue what went before. */
  reset(reset: Reset): void;
}

/** What a subscription has to do after a step of its merge. */
export type MergeVerdict =
  | "goOn"
  /** Subscribe again from the merge's position. */
  | "recover"
  /** The reader is behind: subscribe again once it has drained its buffer. */
  | "lagged";

/** The most publications held between a Subscribe and its reply; what is beyond is recovered as a hole. */
const heldCapacity = 20_000;

/**
 * Puts replayed and live publications of one channel together, without gap or duplicate, over any number of connections.
 * A function of what it is told, in the order of the wire: no clock, no socket. The rules stand in
 * `tests/vectors/README.md`, which the .NET client follows, too.
 */
export class ChannelMerge {
  private readonly offsetOfKey = new Map<string, number>();
  private phase: "idle" | "holding" | "live" | "lagged" = "idle";
  private held = new Held(heldCapacity);
  private last: Position | undefined;
  private told: ChannelMode | undefined;
  private updates = 0;
  /** The last resume that came during an update. */
  private ahead: number | undefined;

  constructor(
    start: Position | undefined,
    private readonly onGap: OnGap,
    private readonly sink: MergeSink,
  ) {
    this.last = start;
  }

  /** Where to continue from: the `since` of the next Subscribe. */
  get position(): Position | undefined {
    return this.last;
  }

  /** The mode that the last reply told. */
  get mode(): ChannelMode | undefined {
    return this.told;
  }

  /** A Subscribe leaves. */
  begin(): void {
    this.phase = "holding";
    this.held = new Held(heldCapacity);
  }

  /** The connection is gone, or the Subscribe was refused: nothing counts until the next one. */
  lose(): void {
    this.phase = "idle";
    this.held = new Held(heldCapacity);
    this.ahead = undefined;
  }

  /**
   * An UpdateSubscription leaves. Until its outcome is known the position stays: what comes may count for the keys of
   * before or of after it, and a lost connection returns with those of before.
   */
  beginUpdate(): void {
    this.updates++;
  }

  /** Its outcome is known: it was done, or it was refused or lost. */
  endUpdate(done: boolean): void {
    this.updates--;
    if (!done) this.ahead = undefined;
    if (this.updates > 0 || this.ahead === undefined) return;
    this.moveTo(this.ahead);
    this.ahead = undefined;
  }

  /** Forgets keys that are not subscribed: when they are again, their values are news. Without keys all are subscribed. */
  keepKeys(keys: readonly string[] | undefined): void {
    if (keys === undefined) return;
    const kept = new Set(keys);
    for (const key of this.offsetOfKey.keys()) if (!kept.has(key)) this.offsetOfKey.delete(key);
  }

  /** The reader has drained its buffer. */
  drained(): MergeVerdict {
    if (this.phase !== "lagged") return "goOn";
    this.phase = "idle";
    return "recover";
  }

  /** A publication came. */
  take(publication: Publication): MergeVerdict {
    if (this.phase === "holding") this.held.add(publication);
    if (this.phase !== "live") return "goOn";
    if (this.told !== "state") return this.deliverInOrder(publication);
    this.deliverByKey(publication);
    if (publication.resume == null) return "goOn";
    if (this.updates > 0) this.ahead = publication.resume;
    else this.moveTo(publication.resume);
    return "goOn";
  }

  /** A Reset came. */
  takeReset(reset: Reset): MergeVerdict {
    if (this.phase === "holding") this.held.restart(reset);
    if (this.phase !== "live") return "goOn";
    this.restart(reset);
    if (this.told !== "state") return "goOn";
    // The values of the new log that do not change any more come with a snapshot only.
    this.last = undefined;
    return this.stop("idle", "recover");
  }

  /** The reply came: what was held is judged by it. */
  takeReply(reply: SubscribeResult): MergeVerdict {
    const asked = this.last;
    const held = this.held;
    this.held = new Held(heldCapacity);
    this.phase = "live";
    this.told = reply.mode;

    const reset = resetOf(reply, asked, held);
    if (reset) this.restart(reset);
    switch (reply.mode) {
      case "log":
        return this.joinLog(reply, asked, held);
      case "state":
        return this.joinState(reply, held);
      case "signal":
        this.last = undefined;
        return "goOn";
    }
  }

  private restart(reset: Reset): void {
    this.offsetOfKey.clear();
    this.ahead = undefined;
    this.last = reset.position;
    this.sink.reset(reset);
  }

  private joinLog(reply: SubscribeResult, asked: Position | undefined, held: Held): MergeVerdict {
    // Live publications of an earlier subscription of this connection may stand before the replay.
    const ordered = [...held.publications].sort((a, b) => a.offset - b.offset);
    this.last = { epoch: reply.position.epoch, offset: this.baseOf(reply, asked, ordered) };
    for (const publication of ordered) {
      const verdict = this.deliverInOrder(publication);
      if (verdict !== "goOn") return verdict;
    }
    return this.last.offset < reply.position.offset ? this.stop("idle", "recover") : "goOn";
  }

  private baseOf(reply: SubscribeResult, asked: Position | undefined, ordered: readonly Publication[]): number {
    const head = reply.position.offset;
    if (asked === undefined) return Math.min((ordered[0]?.offset ?? head + 1) - 1, head);
    if (reply.recovered) return asked.offset;
    return this.onGap === "tail" && reply.gap ? reply.gap.before - 1 : head;
  }

  private joinState(reply: SubscribeResult, held: Held): MergeVerdict {
    this.last = { epoch: reply.position.epoch, offset: Math.max(reply.position.offset, held.resume) };
    for (const publication of held.publications) this.deliverByKey(publication);
    return "goOn";
  }

  private deliverInOrder(publication: Publication): MergeVerdict {
    if (this.last === undefined || publication.offset <= this.last.offset) return "goOn";
    if (publication.offset > this.last.offset + 1) return this.stop("idle", "recover");
    if (!this.sink.deliver(publication, "log")) return this.stop("lagged", "lagged");
    this.moveTo(publication.offset);
    return "goOn";
  }

  private deliverByKey(publication: Publication): void {
    const key = publication.key ?? "";
    if (publication.offset <= (this.offsetOfKey.get(key) ?? 0)) return;
    this.offsetOfKey.set(key, publication.offset);
    this.sink.deliver(publication, "state");
  }

  private moveTo(offset: number): void {
    if (this.last) this.last = { epoch: this.last.epoch, offset };
  }

  private stop(phase: "idle" | "lagged", verdict: MergeVerdict): MergeVerdict {
    this.phase = phase;
    return verdict;
  }
}

function resetOf(reply: SubscribeResult, asked: Position | undefined, held: Held): Reset | undefined {
  if (held.reset) return held.reset;
  if (asked === undefined || reply.recovered || reply.mode === "signal") return undefined;
  const guess: GapReason = asked.epoch === reply.position.epoch ? "retention" : "epoch";
  return { channel: reply.channel, position: reply.position, gap: reply.gap, reason: reply.gap?.reason ?? guess };
}
