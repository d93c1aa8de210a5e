import type { HubClient } from "../client.js";
import { UnreadTally } from "./unreadTally.js";

/** The tally of a channel, kept in step with the server's own count. */
export class UnreadCount {
  readonly tally = new UnreadTally();

  constructor(
    private readonly client: HubClient,
    private readonly channel: string,
  ) {}

  /** Asks the server. */
  async refresh(signal?: AbortSignal): Promise<void> {
    for (;;) {
      const before = this.tally.heard;
      const { cursors } = await this.client.readCursors([this.channel], signal && { signal });
      // What was heard meanwhile may be in that count or not.
      if (before !== this.tally.heard) continue;
      const { offset = 0, unread = 0, mentions = 0 } = cursors[0] ?? {};
      return this.tally.tell(offset, unread, mentions);
    }
  }

  async mark(newest: number): Promise<void> {
    const { offset, unread } = await this.client.markRead(this.channel, newest);
    this.tally.tell(offset, unread, Math.min(unread, this.tally.mentions));
    // Of those that stay unread it isn't told how many name the user.
    if (unread > 0) await this.refresh();
  }
}
