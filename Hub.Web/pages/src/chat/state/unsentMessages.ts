import type { UnsentMessage } from "@realtimehub/client/chat";
import { heldSession } from "../../session/session";
import { browserStorage, keysWith } from "./browserStorage";

const prefix = "rthub.unsent:";

/**
 * Own messages of a room that the server may not have: kept in this browser until they are sent or discarded. Each open room of each
 * tab has an entry of its own, so that no tab overwrites another's; who opens the room next takes over those of rooms that are closed.
 */
export class UnsentMessages {
  private readonly ofRoom: string;
  private readonly key: string;
  private release: () => void = () => undefined;
  private closed = false;
  /** What was taken over and is not in the room's list yet. */
  private adopted: readonly UnsentMessage[] = [];
  private unsent: readonly UnsentMessage[] = [];

  constructor(
    room: string,
    private readonly userId: string,
    private readonly storage: Storage | undefined = browserStorage(),
    private readonly locks: LockManager | undefined = globalThis.navigator?.locks,
  ) {
    // No id and no room's name has white space.
    this.ofRoom = `${prefix}${userId} ${room} `;
    this.key = this.ofRoom + randomId();
    // Held as long as the room is open: others know by it that this entry has an owner.
    const closed = new Promise<void>((resolve) => (this.release = resolve));
    void this.locks?.request(this.key, () => closed);
  }

  /** What is kept of the room's own list. */
  get kept(): readonly UnsentMessage[] {
    return this.unsent;
  }

  /** Keeps what the server may not have now. */
  keep(unsent: readonly UnsentMessage[], isSending: boolean): void {
    if (unsent.length > 0 || this.unsent.length > 0) {
      this.unsent = unsent;
      this.write();
    }
    if (this.closed && !isSending) this.release();
  }

  /**
   * Takes over what closed rooms of this browser left: that of an earlier page at once, that of another tab when it is closed.
   * @param restore Puts messages into the room's list.
   * @param signal Ends it.
   */
  adopt(restore: (unsent: readonly UnsentMessage[]) => Promise<void>, signal: AbortSignal): void {
    if (!this.storage) return;
    for (const key of keysWith(this.storage, this.ofRoom)) {
      if (key !== this.key) this.whenClosed(key, signal, () => this.take(key, restore)).catch(() => undefined);
    }
  }

  /** The room is no longer open; what it still sends is kept until there is an answer. */
  close(isSending: boolean): void {
    this.closed = true;
    if (!isSending) this.release();
  }

  private async whenClosed(key: string, signal: AbortSignal, act: () => Promise<void>): Promise<void> {
    // An insecure page has no locks: there the key of each message makes sure that it is posted once.
    if (this.locks) await this.locks.request(key, { signal }, act);
    else await act();
  }

  private async take(key: string, restore: (unsent: readonly UnsentMessage[]) => Promise<void>): Promise<void> {
    const left = read(this.storage, key);
    // Kept here before it is removed there.
    this.adopted = [...this.adopted, ...left];
    this.write();
    this.storage?.removeItem(key);
    await restore(left);
    this.adopted = this.adopted.filter((one) => !left.includes(one));
    this.write();
  }

  private write(): void {
    // A user who signed out must leave nothing behind.
    if (heldSession()?.userId !== this.userId) return;
    const all = [...this.adopted.filter((one) => !this.unsent.some(({ idempotencyKey }) => idempotencyKey === one.idempotencyKey)), ...this.unsent];
    try {
      if (all.length === 0) this.storage?.removeItem(this.key);
      else this.storage?.setItem(this.key, JSON.stringify(all));
    } catch {
      // A full storage loses them with the page, no sooner.
    }
  }
}

/** Removes all of them: the next person at this browser must not find them. */
export function forgetUnsent(storage: Storage | undefined = browserStorage()): void {
  if (storage) for (const key of keysWith(storage, prefix)) storage.removeItem(key);
}

function read(storage: Storage | undefined, key: string): readonly UnsentMessage[] {
  try {
    const stored = JSON.parse(storage?.getItem(key) ?? "[]") as readonly UnsentMessage[];
    return Array.isArray(stored) ? stored.filter(isUnsent) : [];
  } catch {
    return [];
  }
}

const isUnsent = (one: Partial<UnsentMessage> | null): boolean =>
  typeof one?.idempotencyKey === "string" && typeof one.text === "string" && [one.time, one.after, one.sentTime].every((number) => typeof number === "number");

/** `crypto.randomUUID` is for secure pages only. */
const randomId = (): string => [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
