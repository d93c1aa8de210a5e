import type { PublishRequest, PublishResult } from "../contracts.js";
import { ConnectionLostError, HubCallError, PublishQueueFullError, OutcomeUnknownError } from "../errors.js";

const retryMs = 1_000;
const internalTries = 3;

interface Entry {
  readonly request: PublishRequest & { readonly idempotencyKey: string };
  readonly resolve: (result: PublishResult) => void;
  readonly reject: (error: unknown) => void;
  readonly signal: AbortSignal | undefined;
  readonly onAbort: () => void;
  /** It has waited for a connection: then it also waits for a server that is busy. */
  patient: boolean;
  phase: "waiting" | "sent";
  failures: number;
  sentTime: number;
  /** When it first left without an answer: from then on it may have been published. */
  doubtfulSince: number | undefined;
}

export interface QueueOptions {
  readonly signal?: AbortSignal | undefined;
  /** Refuses the publish while there is no connection instead of keeping it for the next one. */
  readonly needsConnection?: boolean | undefined;
}

export type SendPublish = (request: PublishRequest) => Promise<PublishResult>;

/**
 * Publishes on their way. While there is a connection they leave at once. Without one they wait, and what had left
 * without an answer leaves again under the same idempotency key, so that it is published once. After an interruption
 * they go one by one, in the order in which they came, slowed down to what the server takes.
 */
export class PublishQueue {
  private readonly entries: Entry[] = [];
  private connected = false;
  private catchingUp = false;
  private pause: ReturnType<typeof setTimeout> | undefined;
  private closed: Error | undefined;

  constructor(
    private readonly capacity: number,
    private readonly send: SendPublish,
    private readonly repeatWithinMs = 4.5 * 60_000,
  ) {}

  /** How many publishes wait for their answer. */
  get length(): number {
    return this.entries.length;
  }

  /** Resolves when the server has accepted it, however long that takes; aborting takes it back if it has not left. */
  publish(request: PublishRequest, { signal, needsConnection }: QueueOptions = {}): Promise<PublishResult> {
    if (this.closed) return Promise.reject(this.closed);
    if (needsConnection && !this.connected) return Promise.reject(new ConnectionLostError("there is no connection"));
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (this.entries.length >= this.capacity) return Promise.reject(new PublishQueueFullError(this.capacity));
    return new Promise((resolve, reject) => {
      const onAbort = (): void => this.settle(entry, () => reject(signal?.reason));
      const keyed = { ...request, idempotencyKey: request.idempotencyKey ?? newKey() };
      const entry: Entry = { request: keyed, resolve, reject, signal, onAbort, patient: !this.connected || this.catchingUp, phase: "waiting", failures: 0, sentTime: 0, doubtfulSince: undefined };
      this.entries.push(entry);
      signal?.addEventListener("abort", entry.onAbort, { once: true });
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
    if (entry.doubtfulSince !== undefined && Date.now() - entry.doubtfulSince > this.repeatWithinMs) {
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
    if (error instanceof ConnectionLostError) {
      entry.phase = "waiting";
      entry.patient = true;
      entry.doubtfulSince ??= entry.sentTime;
      return;
    }
    if (!entry.patient || !isWorthRepeating(entry, error)) return this.settle(entry, () => entry.reject(error));
    // Nothing was stored. All wait, so that the order stays.
    entry.phase = "waiting";
    this.catchingUp = true;
    this.pause ??= setTimeout(() => {
      this.pause = undefined;
      this.pump();
    }, (error as HubCallError).retryAfterMs ?? retryMs);
  }

  private settle(entry: Entry, how: () => void): void {
    const place = this.entries.indexOf(entry);
    if (place < 0) return;
    this.entries.splice(place, 1);
    entry.signal?.removeEventListener("abort", entry.onAbort);
    how();
  }
}

/** A server that is busy or has no store takes it later; one that fails on it again and again never will. */
function isWorthRepeating(entry: Entry, error: unknown): boolean {
  return error instanceof HubCallError && error.temporary && (error.code !== "internal" || ++entry.failures < internalTries);
}

/** Not `randomUUID`, which pages have over https only. */
function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
