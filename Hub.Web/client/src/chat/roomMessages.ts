import type { HubClient } from "../client.js";
import type { Message } from "../contracts.js";
import { keysIn, MessageList } from "./messageList.js";
import { PageReader } from "./pageReader.js";

/** How many messages a page has unless more or fewer are wanted. */
export const pageSize = 50;

/** How many messages before the first new one are loaded with it. */
const contextSize = 20;

/** The most that one call reads. */
const largestPage = 200;

/** The messages of a room: the newest, which are always followed, and an older place while one looks there. */
export class RoomMessages {
  readonly newest = new MessageList();
  /** What is shown instead of the newest while one looks at an old place. */
  private historyWindow: MessageList | undefined;
  private readonly pages: PageReader;
  /** What was received while the list is read again. */
  private receivedMeanwhile: { readonly message: Message; readonly posted: boolean }[] | undefined;
  private restarts = 0;
  private loadingOlder: Promise<boolean> | undefined;
  private loadingNewer: Promise<boolean> | undefined;

  /** @param changed Called when other messages are shown because they were loaded. */
  constructor(
    client: HubClient,
    room: string,
    private readonly changed: () => void,
  ) {
    this.pages = new PageReader(client, room);
  }

  get shown(): MessageList {
    return this.historyWindow ?? this.newest;
  }

  get hasNewer(): boolean {
    return this.historyWindow !== undefined;
  }

  /** Loads the newest page. */
  async begin(signal: AbortSignal | undefined): Promise<void> {
    const page = await this.pages.read({}, pageSize, signal);
    this.newest.load(page.messages, page.hasMore);
  }

  /** Takes a message that was received. False when nothing changed by it among the newest. */
  receive(message: Message, posted: boolean): boolean {
    this.receivedMeanwhile?.push({ message, posted });
    this.pages.receive(message);
    this.historyWindow?.receive(message, false);
    return this.newest.receive(message, posted);
  }

  loadOlder(limit: number): Promise<boolean> {
    this.loadingOlder ??= this.readOlder(limit).finally(() => (this.loadingOlder = undefined));
    return this.loadingOlder;
  }

  loadNewer(limit: number): Promise<boolean> {
    this.loadingNewer ??= this.readNewer(limit).finally(() => (this.loadingNewer = undefined));
    return this.loadingNewer;
  }

  async showAround(messageId: number, limit: number): Promise<void> {
    if (this.shown.find(messageId)) return;
    if (!this.newest.find(messageId)) {
      const { restarts } = this;
      const page = await this.pages.read({ around: messageId }, limit);
      if (restarts !== this.restarts) return;
      this.historyWindow = new MessageList();
      // On which side there is more isn't told: asking once too often does no harm.
      this.historyWindow.load(page.messages, page.hasMore);
      this.meet(this.historyWindow, page.hasMore);
    } else {
      this.endHistoryWindow();
    }
    this.changed();
  }

  async showAfter(position: number, limit: number): Promise<void> {
    if (!this.newest.hasOlder || (this.newest.oldest ?? 0) <= position) return;
    const { restarts } = this;
    const [newer, older] = await Promise.all([this.pages.read({ after: position }, limit), this.pages.read({ before: position + 1 }, contextSize)]);
    if (restarts !== this.restarts) return;
    this.historyWindow = new MessageList();
    this.historyWindow.load([...older.messages, ...newer.messages], older.hasMore);
    this.meet(this.historyWindow, newer.hasMore);
    this.changed();
  }

  endHistoryWindow(): void {
    this.historyWindow = undefined;
  }

  /**
   * What was missed can't be replayed: the list begins again with the newest page and what is received meanwhile.
   * @param beside What has to be read again, too.
   */
  async restart(beside: () => Promise<void>): Promise<void> {
    const restart = ++this.restarts;
    this.receivedMeanwhile = [];
    try {
      const [page] = await Promise.all([this.pages.read({}, pageSize), beside()]);
      if (restart !== this.restarts) return;
      this.newest.restart(page.messages, page.hasMore);
      this.endHistoryWindow();
      for (const { message, posted } of this.receivedMeanwhile) this.newest.receive(message, posted);
    } catch {
      // Refused: the subscription ends for the same reason. Otherwise the client was stopped.
    }
    if (restart === this.restarts) this.receivedMeanwhile = undefined;
  }

  /** The idempotency keys of a user's messages behind an offset: of those that were posted before a time, and of all that are loaded. */
  async keysBehind(after: number, untilTime: number, userId: string, signal?: AbortSignal): Promise<ReadonlySet<string>> {
    const keys: string[] = [];
    // What is loaded reaches up to the newest; only what is below it is read.
    for (let from = after; this.newest.hasOlder && from + 1 < (this.newest.oldest ?? 0); ) {
      const { messages, hasMore } = await this.pages.read({ after: from }, largestPage, signal);
      keys.push(...keysIn(messages, userId));
      const last = messages.at(-1);
      if (!last || !hasMore || last.time > untilTime) break;
      from = last.messageId;
    }
    return new Set([...keys, ...this.newest.keysOf(userId)]);
  }

  private async readOlder(limit: number): Promise<boolean> {
    const { shown } = this;
    const before = shown.oldest;
    const page = await this.pages.read({ before }, limit);
    // A restart of the list meanwhile would leave a hole between it and this page.
    if (this.shown !== shown || shown.oldest !== before) return this.shown.hasOlder;
    shown.load(page.messages, page.hasMore);
    this.changed();
    return page.hasMore;
  }

  private async readNewer(limit: number): Promise<boolean> {
    const { historyWindow } = this;
    if (!historyWindow) return false;
    const page = await this.pages.read({ after: historyWindow.newest }, limit);
    if (this.historyWindow !== historyWindow) return this.hasNewer;
    historyWindow.append(page.messages);
    this.meet(historyWindow, page.hasMore);
    this.changed();
    return this.hasNewer;
  }

  /** A historyWindow that has reached the newest messages becomes part of them. */
  private meet(historyWindow: MessageList, hasNewer: boolean): void {
    if (hasNewer && historyWindow.newest < (this.newest.oldest ?? 0)) return;
    this.newest.load(historyWindow.entries.map(({ message }) => message), historyWindow.hasOlder);
    this.endHistoryWindow();
  }
}
