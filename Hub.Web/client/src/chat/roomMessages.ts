import type { HubClient } from "../client.js";
import type { Message } from "../contracts.js";
import { MessageList } from "./messageList.js";
import { PageReader } from "./pageReader.js";

/** How many messages a page has unless more or fewer are wanted. */
export const pageSize = 50;

/** The messages of a room: the newest, which are always followed, and an older place while one looks there. */
export class RoomMessages {
  readonly newest = new MessageList();
  /** What is shown instead of the newest while one looks at an old place. */
  private passage: MessageList | undefined;
  private readonly pages: PageReader;
  /** What was heard while the list is read anew. */
  private heardMeanwhile: { readonly message: Message; readonly posted: boolean }[] | undefined;
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
    return this.passage ?? this.newest;
  }

  get hasNewer(): boolean {
    return this.passage !== undefined;
  }

  /** Loads the newest page. */
  async begin(signal: AbortSignal | undefined): Promise<void> {
    const page = await this.pages.read({}, pageSize, signal);
    this.newest.load(page.messages, page.hasMore);
  }

  /** Takes a message that was heard. False when nothing changed by it among the newest. */
  hear(message: Message, posted: boolean): boolean {
    this.heardMeanwhile?.push({ message, posted });
    this.pages.hear(message);
    this.passage?.hear(message, false);
    return this.newest.hear(message, posted);
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
      this.passage = new MessageList();
      // On which side there is more isn't told: asking once too often does no harm.
      this.passage.load(page.messages, page.hasMore);
      this.meet(this.passage, page.hasMore);
    } else {
      this.endPassage();
    }
    this.changed();
  }

  endPassage(): void {
    this.passage = undefined;
  }

  /**
   * What was missed can't be replayed: the list begins anew with the newest page and what is heard meanwhile.
   * @param beside What has to be read anew, too.
   */
  async restart(beside: () => Promise<void>): Promise<void> {
    const restart = ++this.restarts;
    this.heardMeanwhile = [];
    try {
      const [page] = await Promise.all([this.pages.read({}, pageSize), beside()]);
      if (restart !== this.restarts) return;
      this.newest.restart(page.messages, page.hasMore);
      this.endPassage();
      for (const { message, posted } of this.heardMeanwhile) this.newest.hear(message, posted);
    } catch {
      // Refused: the subscription ends for the same reason. Otherwise the client was stopped.
    }
    if (restart === this.restarts) this.heardMeanwhile = undefined;
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
    const { passage } = this;
    if (!passage) return false;
    const page = await this.pages.read({ after: passage.newest }, limit);
    if (this.passage !== passage) return this.hasNewer;
    passage.append(page.messages);
    this.meet(passage, page.hasMore);
    this.changed();
    return this.hasNewer;
  }

  /** A passage that has reached the newest messages becomes part of them. */
  private meet(passage: MessageList, hasNewer: boolean): void {
    if (hasNewer && passage.newest < (this.newest.oldest ?? 0)) return;
    this.newest.load(passage.entries.map(({ message }) => message), passage.hasOlder);
    this.endPassage();
  }
}
