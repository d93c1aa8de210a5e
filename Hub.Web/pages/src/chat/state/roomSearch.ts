import type { Message, MessagePage, MessageSearchPage, SearchAllMessagesRequest, SearchMessagesRequest } from "@realtimehub/client";
import { holds, wordsOf } from "../../words/excerpt";

const afterMs = 250;

export type SearchState =
  /** Nothing is looked for. */
  | "idle"
  | "searching"
  /** `results` are those of the query. */
  | "found"
  | "failed";

/** Where results come from. */
export interface SearchSource {
  room(request: Omit<SearchMessagesRequest, "room">): Promise<MessagePage>;
  allRooms(request: SearchAllMessagesRequest): Promise<MessageSearchPage>;
}

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

  /** Whether all of the user's rooms are searched. */
  everywhere = false;
  /** The `after` of the next page from all rooms. */
  private next: string | undefined;

  constructor(
    private readonly source: SearchSource,
    private readonly changed: () => void,
  ) {}

  /** Searches this room alone, or all of the user's. */
  reach(everywhere: boolean): void {
    this.everywhere = everywhere;
    this.now();
    this.changed();
  }

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
    void this.read(this.results.at(-1));
  }

  /** A message has changed: one that is deleted is shown no longer, and of an edited one the text of now. */
  hear(message: Message): void {
    const isSame = (one: Message): boolean => one.messageId === message.messageId && one.room === message.room;
    if (!this.results.some(isSame)) return;
    const stays = !message.deleted && holds(message.text, this.words);
    this.results = this.results.flatMap((one) => (!isSame(one) ? [one] : !stays ? [] : message.version > one.version ? [message] : [one]));
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

  /** @param last The last result so far, behind which to read on. */
  private async read(last?: Message): Promise<void> {
    const turn = ++this.turn;
    const query = this.query.trim();
    this.state = "searching";
    this.changed();
    try {
      const page = await this.ask(query, last);
      if (turn !== this.turn) return;
      this.results = last === undefined ? page.messages : [...this.results, ...page.messages];
      this.words = wordsOf(query);
      this.hasMore = page.hasMore;
      this.state = "found";
    } catch (error) {
      if (turn !== this.turn) return;
      if (last === undefined) this.results = [];
      this.error = error;
      this.state = "failed";
    }
    this.changed();
  }

  private async ask(query: string, last: Message | undefined): Promise<MessagePage> {
    if (!this.everywhere) return this.source.room({ query, ...(last && { before: last.messageId }) });
    const { messages, next } = await this.source.allRooms({ query, ...(last && this.next !== undefined && { after: this.next }) });
    this.next = next;
    return { messages, hasMore: next !== undefined };
  }
}
