import type { HubClient } from "../client.js";
import type { ChatUser, Message, Publication, Signal, TypingSignal } from "../contracts.js";
import { Emitter } from "../emitter.js";
import type { CallOptions } from "../options.js";
import type { Roster } from "../roster.js";
import type { SubscriptionState } from "../subscribeOptions.js";
import type { Subscription } from "../subscription.js";
import type { ChatEntry } from "./chatEntry.js";
import { pageSize, RoomMessages } from "./roomMessages.js";
import { Sending } from "./sending.js";
import { TypingList } from "./typingList.js";
import { UnreadCount } from "./unreadCount.js";

const messageTypes: readonly string[] = ["chat.posted", "chat.edited", "chat.deleted", "chat.reacted"];

/** What a room tells. */
export interface ChatRoomEvents {
  /** Something that the properties show has changed. */
  readonly changed: undefined;
  /** The server ended it, such as by a kick: nothing more comes. */
  readonly ended: Error;
  /** A message as it stands now: it was posted or has changed, whether it is among the loaded ones or not. */
  readonly message: Message;
  /** A publication that bears no message, such as `chat.room` and `chat.member`. */
  readonly publication: Publication;
}

/**
 * A room as a person sees it: a list of messages that is always right, over any number of connections, with the own ones
 * shown at once and settled when the server has them.
 */
export class ChatRoom implements Disposable {
  private readonly events = new Emitter<ChatRoomEvents>();
  private readonly list: RoomMessages;
  private readonly typists = new TypingList(() => this.raise());
  private readonly subscription: Subscription<Message>;
  private readonly sending: Sending;
  private readonly count: UnreadCount;
  private userId: string | undefined;
  private opened = false;

  private constructor(
    private readonly client: HubClient,
    /** The room's name. */
    readonly name: string,
    signal: AbortSignal | undefined,
  ) {
    const room = this;
    this.list = new RoomMessages(client, name, () => this.raise());
    this.sending = new Sending(client, this.list.newest, {
      name,
      get me() {
        return room.me;
      },
      posted: (message) => void this.heard(message, "chat.posted"),
      changed: () => this.raise(),
    });
    this.count = new UnreadCount(client, `chat:${name}`);
    this.subscription = client.subscribe<Message>(`chat:${name}`, {
      presence: true,
      ...(signal && { signal }),
      onPublication: (publication) => this.hearPublication(publication),
      onReset: () => void this.restart(),
      onSignal: (heard) => this.hearSignal(heard),
      onPresence: () => this.raise(),
      onState: (state, error) => this.hearState(state, error),
    });
  }

  /** @internal See `ChatClient.openRoom`. */
  static async open(client: HubClient, name: string, { signal }: CallOptions = {}): Promise<ChatRoom> {
    const room = new ChatRoom(client, name, signal);
    try {
      // Following comes first: what is posted while the first page is read is heard, and the versions tell.
      await room.subscription.ready;
      await Promise.all([room.list.begin(signal), room.count.refresh(signal)]);
      room.opened = true;
      return room;
    } catch (error) {
      room[Symbol.dispose]();
      throw error;
    }
  }

  /** The messages loaded, ascending, and behind them the own ones that the server doesn't have yet. After `showAround` those of an older place. */
  get messages(): readonly ChatEntry[] {
    return this.list.shown.entries;
  }

  /** Who is writing, the caller left out. */
  get typing(): readonly ChatUser[] {
    return this.typists.now.filter(({ userId }) => userId !== this.me.userId);
  }

  /** Who is here; undefined before it was heard. */
  get presence(): Roster | undefined {
    return this.subscription.roster;
  }

  /** Whether there are older messages than the ones loaded. */
  get hasOlder(): boolean {
    return this.list.shown.hasOlder;
  }

  /** Whether there are newer messages than the ones in `messages`, as after `showAround`. */
  get hasNewer(): boolean {
    return this.list.hasNewer;
  }

  /** How many messages of others came since the room was marked as read, on any device. */
  get unread(): number {
    return this.count.tally.unread;
  }

  /** How many of them name the caller. */
  get mentions(): number {
    return this.count.tally.mentions;
  }

  /** How far the caller has read: the line between old and new messages. */
  get readUpTo(): number {
    return this.count.tally.readUpTo;
  }

  /** Where the subscription to the room stands. */
  get state(): SubscriptionState {
    return this.subscription.state;
  }

  /** Adds a handler; the answer takes it away again. */
  on<Name extends keyof ChatRoomEvents>(name: Name, handler: (event: ChatRoomEvents[Name]) => void): () => void {
    return this.events.on(name, handler);
  }

  /** Stops following the room; membership stays. */
  [Symbol.dispose](): void {
    this.typists.clear();
    void this.subscription.unsubscribe();
  }

  /**
   * Posts a message. It is in `messages` at once; when a connection is lost before the answer it is sent again under the
   * same key, so that it is posted once. When it is refused, or without an answer for two minutes, its entry stays as
   * failed, for `retry` or `discard`, unless the room tells that it has arrived after all. Whoever posts sees the newest messages.
   */
  post(text: string, replyTo?: number): Promise<Message> {
    this.list.endPassage();
    return this.sending.post(text, replyTo);
  }

  /** Sends a failed message again under its own key: should it have arrived after all, it is not posted twice (within 5 minutes). */
  retry(entry: ChatEntry): Promise<Message> {
    return this.sending.retry(entry);
  }

  /** Takes a failed message out of the list. */
  discard(entry: ChatEntry): void {
    this.sending.discard(entry);
  }

  /** Changes the text of one's own message. */
  async edit(messageId: number, text: string): Promise<Message> {
    return this.heard(await this.client.call("EditMessage", { room: this.name, messageId, text }, { repeated: true }), "chat.edited");
  }

  /** Deletes a message. */
  delete(messageId: number): Promise<void> {
    return this.client.call("DeleteMessage", { room: this.name, messageId }, { repeated: true });
  }

  /** Puts an emoji under a message, or takes it back. */
  async react(messageId: number, emoji: string, remove = false): Promise<Message> {
    return this.heard(await this.client.call("React", { room: this.name, messageId, emoji, ...(remove && { remove }) }, { repeated: true }), "chat.reacted");
  }

  /** Tells the room that one is writing, good for six seconds, or no longer is. */
  setTyping(typing: boolean): Promise<void> {
    return this.client.call("SetTyping", { room: this.name, typing });
  }

  /** Loads a page of older messages. False when there are none left. */
  loadOlder(limit = pageSize): Promise<boolean> {
    return this.list.loadOlder(limit);
  }

  /**
   * Shows the place where a message stands: `messages` holds it and what was said around it. From there `loadOlder` and
   * `loadNewer` go on, and when they have met the newest messages the room is as before.
   */
  showAround(messageId: number, limit = pageSize): Promise<void> {
    return this.list.showAround(messageId, limit);
  }

  /** Loads a page of newer messages after `showAround`. False when the newest are shown. */
  loadNewer(limit = pageSize): Promise<boolean> {
    return this.list.loadNewer(limit);
  }

  /** Ends what `showAround` began: `messages` holds the newest again. */
  showNewest(): void {
    this.list.endPassage();
    this.raise();
  }

  /** Says that everything loaded has been read, on all the user's devices. */
  async markRead(): Promise<void> {
    await this.count.mark(this.list.newest.newest);
    this.raise();
  }

  /** Asks anew what is unread: another device may have read. */
  async refreshUnread(): Promise<void> {
    await this.count.refresh();
    this.raise();
  }

  private get me(): ChatUser {
    const { status } = this.client;
    if (status.state === "connected") this.userId = status.welcome.userId;
    const userId = this.userId ?? "";
    return { userId, name: this.presence?.members.find((member) => member.userId === userId)?.name };
  }

  private async restart(): Promise<void> {
    await this.list.restart(() => this.count.refresh());
    this.raise();
  }

  private hearPublication(publication: Publication): void {
    const { type, data } = publication;
    if (!messageTypes.includes(type)) return this.events.emit("publication", publication);
    this.heard(data as Message, type);
  }

  private heard(message: Message, type: string): Message {
    const before = this.list.newest.find(message.messageId);
    const isNews = this.list.hear(message, type === "chat.posted");
    if (isNews && !before) this.typists.forget(message.author.userId);
    if (this.count.tally.hear(type, before, message, isNews, this.me.userId)) this.refreshUnread().catch(() => undefined);
    this.events.emit("message", message);
    this.raise();
    return message;
  }

  private hearSignal({ type, data }: Signal): void {
    if (type !== "chat.typing") return;
    this.typists.hear(data as TypingSignal);
    this.raise();
  }

  private hearState(state: SubscriptionState, error: Error | undefined): void {
    if (state === "ended" && error) this.events.emit("ended", error);
    if (state === "subscribed" && this.opened) this.refreshUnread().catch(() => undefined);
    this.raise();
  }

  private raise(): void {
    this.events.emit("changed", undefined);
  }
}
