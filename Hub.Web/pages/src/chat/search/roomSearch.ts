import type { Message, MessagePage, SearchMessagesRequest } from "@realtimehub/client";
import { holds, wordsOf } from "./excerpt";

const afterMs = 250;

export type SearchState =
  /** Nothing is looked for. */
  | "idle"
  | "searching"
  /** `results` are those of the query. */
  | "found"
  | "failed";

/** What is looked for in a room, and what was found: newest first, as it stands now. */
export class RoomSearch {
  query = "";
  state: SearchState = "idle";
  results: readonly Message[] = [];
  /** The words that the results hold. */
  words: readonly string[] = [];
  /** Whether there are older results. */
  hasMore = false;
  error: unknown;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Answers to what isn't looked for any more are passed over. */
  private turn = 0;

  constructor(
    private readonly ask: (wish: Omit<SearchMessagesRequest, "room">) => Promise<MessagePage>,
    private readonly changed: () => void,
  ) {}

  /** Looks for something else, once nothing more is typed for a moment. */
  type(query: string): void {
    this.query = query;
    this.turn++;
    clearTimeout(this.timer);
    if (wordsOf(query).length === 0) return this.clear();
    this.state = "searching";
    this.timer = setTimeout(() => void this.read(), afterMs);
    this.changed();
  }

  /** Looks at once. */
  now(): void {
    clearTimeout(this.timer);
    if (wordsOf(this.query).length > 0) void this.read();
  }

  /** Reads the results before the oldest one; after a failure what failed. */
  older(): void {
    void this.read(this.results.at(-1)?.messageId);
  }

  /** A message has changed: one that is deleted is shown no longer, and of an edited one the text of now. */
  hear(message: Message): void {
    if (!this.results.some(({ messageId }) => messageId === message.messageId)) return;
    const stays = !message.deleted && holds(message.text, this.words);
    this.results = this.results.flatMap((one) => (one.messageId !== message.messageId ? [one] : !stays ? [] : message.version > one.version ? [message] : [one]));
    this.changed();
  }

  close(): void {
    clearTimeout(this.timer);
    this.turn++;
  }

  private clear(): void {
    this.state = "idle";
    this.results = [];
    this.hasMore = false;
    this.changed();
  }

  private async read(before?: number): Promise<void> {
    const turn = ++this.turn;
    const query = this.query.trim();
    this.state = "searching";
    this.changed();
    try {
      const page = await this.ask({ query, ...(before !== undefined && { before }) });
      if (turn !== this.turn) return;
      this.results = before === undefined ? page.messages : [...this.results, ...page.messages];
      this.words = wordsOf(query);
      this.hasMore = page.hasMore;
      this.state = "found";
    } catch (error) {
      if (turn !== this.turn) return;
      if (before === undefined) this.results = [];
      this.error = error;
      this.state = "failed";
    }
    this.changed();
  }
}
