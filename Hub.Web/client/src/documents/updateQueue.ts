import { mergeUpdates } from "yjs";
import { waitBefore, type Backoff } from "../connections/backoff.js";
import type { CallPacer } from "../connections/callPacer.js";
import { ConnectionLostError, HubCallError } from "../errors.js";
import { maxPushBytes, splitUpdate } from "./splitUpdate.js";

/** What a queue of updates needs of its document. */
export interface UpdateQueueOwner {
  /** Resolves when the server has stored it. */
  push(update: Uint8Array): Promise<unknown>;
  /** How many changes are pending has changed. */
  changed(): void;
  /** The server takes no more of them. */
  refused(error: HubCallError): void;
}

interface Waiting {
  readonly update: Uint8Array;
  readonly changes: number;
}

const backoff: Backoff = { baseMs: 500, maxMs: 10_000 };

/**
 * The changes of a document on their way to the server: one push at a time, and what comes meanwhile is merged into the
 * next. While the document isn't open they are only counted: opening it tells what the server lacks, and that is all of
 * them.
 */
export class UpdateQueue {
  private waiting: Waiting[] = [];
  private count = 0;
  /** Another one at each opening; undefined while the document isn't open. */
  private session: AbortController | undefined;
  private sending = false;

  constructor(
    private readonly pacer: CallPacer,
    private readonly owner: UpdateQueueOwner,
    private readonly random: () => number = Math.random,
  ) {}

  /** How many changes the server hasn't acknowledged. */
  get pending(): number {
    return this.count;
  }

  /** Takes a change of the document. */
  add(update: Uint8Array, changes = 1): void {
    this.count += changes;
    if (this.session) this.waiting.push({ update, changes });
    this.owner.changed();
    void this.send();
  }

  /** Changes of an earlier visit, which the document has and nobody knows to be stored. */
  restore(changes: number): void {
    this.count += changes;
    this.owner.changed();
  }

  /** The document is open. @param missing What the server lacks; undefined when it has everything. */
  open(missing: Uint8Array | undefined): void {
    this.close();
    this.session = new AbortController();
    this.count = missing ? Math.max(1, this.count) : 0;
    const pieces = missing ? splitUpdate(missing) : [];
    // All of them are stored when the last piece is.
    this.waiting = pieces.map((update, index) => ({ update, changes: index === pieces.length - 1 ? this.count : 0 }));
    this.owner.changed();
    void this.send();
  }

  /** The document is open no longer; what was pending still is. */
  close(): void {
    this.session?.abort();
    this.session = undefined;
    this.waiting = [];
  }

  private async send(): Promise<void> {
    const { session } = this;
    if (this.sending || !session || this.waiting.length === 0) return;
    this.sending = true;
    try {
      for (let failures = 0; this.waiting.length > 0; ) {
        await this.pacer.turn(session.signal);
        const batch = this.take();
        try {
          await this.owner.push(batch.update);
          failures = 0;
          if (session.signal.aborted) return;
          this.count -= batch.changes;
          this.owner.changed();
        } catch (error) {
          if (session.signal.aborted || error instanceof ConnectionLostError) return;
          this.waiting.unshift(batch);
          if (this.pacer.refused(error)) continue;
          if (!(error instanceof HubCallError) || !error.temporary) {
            this.close();
            return this.owner.refused(error instanceof HubCallError ? error : new HubCallError("internal", String(error)));
          }
          await pause(Math.max(error.retryAfterMs ?? 0, waitBefore(++failures, backoff, this.random)), session.signal);
        }
      }
    } catch {
      // Closed while waiting.
    } finally {
      this.sending = false;
      // Opened again meanwhile.
      void this.send();
    }
  }

  /** As many of those that wait as go well in one push. */
  private take(): Waiting {
    let bytes = 0;
    let end = 0;
    while (end < this.waiting.length && (end === 0 || bytes + this.waiting[end]!.update.length <= maxPushBytes)) bytes += this.waiting[end++]!.update.length;
    const taken = this.waiting.splice(0, end);
    return {
      update: taken.length === 1 ? taken[0]!.update : mergeUpdates(taken.map(({ update }) => update)),
      changes: taken.reduce((sum, { changes }) => sum + changes, 0),
    };
  }
}

/** @throws When aborted. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    }, { once: true });
  });
}
