import type { ChatRoom } from "@realtimehub/client/chat";

const afterMs = 400;

/** Marks a room as read while one looks at its end, and knows where what is new begins. */
export class ReadMarker {
  /** What others posted after this message was new when the room was opened or looked away from. */
  newFrom: number | undefined;
  private room: ChatRoom | undefined;
  private atEnd = false;
  private unreadBefore = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    document.addEventListener("visibilitychange", this.seen);
    addEventListener("focus", this.seen);
  }

  /** @param newFrom What others posted after it is new. */
  begin(room: ChatRoom, newFrom: number): void {
    this.room = room;
    this.newFrom = room.unread > 0 ? newFrom : undefined;
    this.unreadBefore = room.unread;
    this.seen();
  }

  /** The room has changed. */
  changed(): void {
    const { unread = 0, readUpTo } = this.room ?? {};
    // The first that comes while one looks elsewhere.
    if (unread > 0 && this.unreadBefore === 0 && !this.looking) this.newFrom = readUpTo;
    this.unreadBefore = unread;
    this.seen();
  }

  /** The conversation is looked at to its end, or no longer. */
  lookAtEnd(atEnd: boolean): void {
    this.atEnd = atEnd;
    this.seen();
  }

  end(): void {
    this.room = undefined;
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  close(): void {
    this.end();
    document.removeEventListener("visibilitychange", this.seen);
    removeEventListener("focus", this.seen);
  }

  private get looking(): boolean {
    return this.atEnd && document.visibilityState === "visible" && document.hasFocus();
  }

  private readonly seen = (): void => {
    if (!this.looking || !this.room || this.room.unread === 0 || this.timer !== undefined) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      if (this.looking) this.room?.markRead().catch(() => undefined);
    }, afterMs);
  };
}
