import type { HubClient } from "../client.js";

/** How far the caller has read in a channel and how much is behind that: told by the server, counted on by what is heard. */
export class UnreadCount {
  unread = 0;
  readUpTo = 0;
  /** How often something heard has changed the count. */
  private heard = 0;

  constructor(
    private readonly client: HubClient,
    private readonly channel: string,
  ) {}

  /** Asks the server. */
  async refresh(signal?: AbortSignal): Promise<void> {
    for (;;) {
      const before = this.heard;
      const { cursors } = await this.client.readCursors([this.channel], signal && { signal });
      // What was heard meanwhile may be in that count or not.
      if (before !== this.heard) continue;
      this.readUpTo = cursors[0]?.offset ?? 0;
      this.unread = cursors[0]?.unread ?? 0;
      return;
    }
  }

  async mark(newest: number): Promise<void> {
    const { offset, unread } = await this.client.markRead(this.channel, newest);
    this.readUpTo = offset;
    this.unread = unread;
  }

  add(more: 1 | -1): void {
    this.heard++;
    this.unread = Math.max(0, this.unread + more);
  }
}
