import type { Message } from "../contracts.js";
import type { ChatEntry } from "./chatEntry.js";

/**
 * The messages of a room that were loaded, without holes, and behind them the own ones that the server doesn't have yet.
 * Of two versions of a message the higher holds, whichever way and in whichever order they come.
 */
export class MessageList {
  private readonly loaded: ChatEntry[] = [];
  private readonly pending: ChatEntry[] = [];
  /** Everything from here on is loaded or still to be received; below lie pages that were not asked for yet. */
  private floor = 0;
  private shown: readonly ChatEntry[] | undefined;
  /** Whether there are older messages than the ones loaded. */
  hasOlder = false;

  get entries(): readonly ChatEntry[] {
    return (this.shown ??= [...this.loaded, ...this.pending]);
  }

  /** The oldest message loaded; undefined before the first. */
  get oldest(): number | undefined {
    return this.loaded[0]?.message.messageId;
  }

  /** The newest message loaded; 0 before the first. */
  get newest(): number {
    return this.loaded.at(-1)?.message.messageId ?? 0;
  }

  find(messageId: number): Message | undefined {
    const found = this.loaded[this.placeOf(messageId)]?.message;
    return found?.messageId === messageId ? found : undefined;
  }

  /**
   * Takes a message that was received. False when nothing changed by it.
   * @param posted Whether it was received as new: a change of one that was never loaded is no reason to show it.
   */
  receive(message: Message, posted: boolean): boolean {
    this.settle(message);
    if (this.find(message.messageId)) return this.put(message);
    return posted && message.messageId >= this.floor && this.put(message);
  }

  /** Takes a page that touches what is loaded, or is the first. */
  load(page: readonly Message[], hasOlder: boolean): void {
    this.hasOlder = hasOlder;
    this.floor = hasOlder ? (page[0]?.messageId ?? this.floor) : 0;
    for (const message of page) {
      this.settle(message);
      this.put(message);
    }
  }

  /** Takes the page that follows what is loaded. */
  append(page: readonly Message[]): void {
    for (const message of page) this.put(message);
  }

  /** Begins again with a page: what was loaded doesn't touch it. What was not sent yet stays. */
  restart(page: readonly Message[], hasOlder: boolean): void {
    this.loaded.length = 0;
    this.shown = undefined;
    this.load(page, hasOlder);
  }

  /** The own messages that the server doesn't have yet. */
  get waiting(): readonly ChatEntry[] {
    return [...this.pending];
  }

  /** The idempotency keys of a user's messages that are loaded. */
  keysOf(userId: string): ReadonlySet<string> {
    return new Set(keysIn(this.loaded.map(({ message }) => message), userId));
  }

  addPending(message: Message, entry: Omit<ChatEntry, "message"> = { state: "sending" }): void {
    this.pending.push({ ...entry, message });
    this.shown = undefined;
  }

  /** Sets where an own message stands; nothing when it is settled already. */
  setPending(key: string, entry: Omit<ChatEntry, "message">): void {
    const at = this.pendingAt(key);
    if (at < 0) return;
    this.pending[at] = { ...entry, message: this.pending[at]!.message };
    this.shown = undefined;
  }

  removePending(key: string): void {
    const at = this.pendingAt(key);
    if (at < 0) return;
    this.pending.splice(at, 1);
    this.shown = undefined;
  }

  /** The author is compared, too: another's message may bear the same key. */
  private settle({ idempotencyKey, author }: Message): void {
    if (idempotencyKey === undefined) return;
    const own = this.pending[this.pendingAt(idempotencyKey)];
    if (own?.message.author.userId === author.userId) this.removePending(idempotencyKey);
  }

  private put(message: Message): boolean {
    const place = this.placeOf(message.messageId);
    const held = this.loaded[place]?.message;
    const known = held?.messageId === message.messageId;
    if (known && held.version >= message.version) return false;
    this.loaded.splice(place, known ? 1 : 0, { message, state: "sent" });
    this.shown = undefined;
    return true;
  }

  private pendingAt(key: string): number {
    return this.pending.findIndex(({ message }) => message.idempotencyKey === key);
  }

  private placeOf(messageId: number): number {
    let low = 0;
    let high = this.loaded.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.loaded[middle]!.message.messageId < messageId) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The idempotency keys of a user's messages. */
export function keysIn(messages: readonly Message[], userId: string): string[] {
  return messages.flatMap(({ author, idempotencyKey }) => (author.userId === userId && idempotencyKey !== undefined ? [idempotencyKey] : []));
}
