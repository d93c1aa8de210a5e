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
      const before = this.tally.received;
      const { cursors } = await this.client.call("ReadCursors", { channels: [this.channel] }, { background: true, ...(signal && { signal }) });
      // What was received meanwhile may be in that count or not.
      if (before !== this.tally.received) continue;
      const { offset = 0, unread = 0, mentions = 0 } = cursors[0] ?? {};
      return this.tally.tell(offset, unread, mentions);
    }
  }

  async mark(newest: number): Promise<void> {
    const { offset, unread } = await this.client.call("MarkRead", { channel: this.channel, offset: newest }, { background: true });
    this.tally.tell(offset, unread, Math.min(unread, this.tally.mentions));
    // Of those that stay unread it isn't told how many name the user.
    if (unread > 0) await this.refresh();
  }
}
