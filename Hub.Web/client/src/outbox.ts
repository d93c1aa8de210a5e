import type { PublishRequest, PublishResult } from "./contracts";
import { ConnectionLostError, HubError, OutboxFullError, OutcomeUnknownError } from "./errors";

/** How long the server remembers an idempotency key, less what clocks and ways may differ. */
const rememberedMs = 5 * 60_000 - 15_000;
const retryMs = 1_000;

interface Entry {
  readonly request: PublishRequest & { readonly idempotencyKey: string };
  readonly resolve: (result: PublishResult) => void;
  readonly reject: (error: unknown) => void;
  readonly signal: AbortSignal | undefined;
  phase: "waiting" | "sent";
  sentTime: number;
  /** When it first left without an answer: from then on it may have been published. */
  doubtfulSince: number | undefined;
}

export type SendPublish = (request: PublishRequest) => Promise<PublishResult>;

/**
 * Publishes on their way. While there is a connection they leave at once. Without one they wait, and what had left
 * without an answer leaves again under the same idempotency key, so that it is published once. After an interruption
 * they go one by one, in the order in which they came.
 */
export class Outbox {
  private readonly entries: Entry[] = [];
  private connected = false;
  private catchingUp = false;
  private pause: ReturnType<typeof setTimeout> | undefined;
  private closed: Error | undefined;

  constructor(
    private readonly capacity: number,
    private readonly send: SendPublish,
    private readonly makeKey: () => string,
  ) {}

  /** How many publishes wait for their answer. */
  get length(): number {
    return this.entries.length;
  }

  /** Resolves when the server has accepted it, however long that takes; aborting takes it back if it has not left. */
  publish(request: PublishRequest, signal?: AbortSignal): Promise<PublishResult> {
    if (this.closed) return Promise.reject(this.closed);
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (this.entries.length >= this.capacity) return Promise.reject(new OutboxFullError(this.capacity));
    return new Promise((resolve, reject) => {
      const keyed = { ...request, idempotencyKey: request.idempotencyKey ?? this.makeKey() };
      const entry: Entry = { request: keyed, resolve, reject, signal, phase: "waiting", sentTime: 0, doubtfulSince: undefined };
      this.entries.push(entry);
      signal?.addEventListener("abort", () => this.settle(entry, () => reject(signal.reason)), { once: true });
      this.pump();
    });
  }

  /** There is a connection. */
  open(): void {
    this.connected = true;
    this.catchingUp = this.entries.length > 0;
    this.pump();
  }

  /** The connection is gone. */
  lose(): void {
    this.connected = false;
    clearTimeout(this.pause);
    this.pause = undefined;
  }

  /** No connection will come any more. */
  close(error: Error): void {
    this.lose();
    this.closed = error;
    for (const entry of [...this.entries]) this.settle(entry, () => entry.reject(error));
  }

  private pump(): void {
    for (const entry of [...this.entries]) {
      if (!this.connected || this.pause !== undefined) return;
      if (entry.phase === "sent") {
        if (this.catchingUp) return;
        continue;
      }
      void this.leave(entry);
      if (this.catchingUp) return;
    }
    this.catchingUp = false;
  }

  private async leave(entry: Entry): Promise<void> {
    if (entry.doubtfulSince !== undefined && Date.now() - entry.doubtfulSince > rememberedMs) {
      this.settle(entry, () => entry.reject(new OutcomeUnknownError()));
      return this.pump();
    }
    entry.phase = "sent";
    entry.sentTime = Date.now();
    try {
      const result = await this.send(entry.request);
      this.settle(entry, () => entry.resolve(result));
    } catch (error) {
      this.refused(entry, error);
    }
    if (this.connected) this.pump();
  }

  private refused(entry: Entry, error: unknown): void {
    const temporary = error instanceof HubError && error.temporary && error.code !== "internal";
    if (!temporary) return this.settle(entry, () => entry.reject(error));
    entry.phase = "waiting";
    if (error instanceof ConnectionLostError) {
      entry.doubtfulSince ??= entry.sentTime;
      return;
    }
    // Nothing was stored. All wait, so that the order stays.
    this.catchingUp = true;
    this.pause ??= setTimeout(() => {
      this.pause = undefined;
      this.pump();
    }, error.retryAfterMs ?? retryMs);
  }

  private settle(entry: Entry, how: () => void): void {
    const place = this.entries.indexOf(entry);
    if (place < 0) return;
    this.entries.splice(place, 1);
    how();
  }
}
