import type { HubClient } from "../client.js";
import type { ChatUser, Message, Publication, Signal, TypingSignal } from "../contracts.js";
import { Emitter } from "../emitter.js";
import type { CallOptions } from "../options.js";
import type { Roster } from "../recovery/roster.js";
import type { SubscriptionState } from "../subscriptions/subscriptionOptions.js";
import type { Subscription } from "../subscriptions/subscription.js";
import type { ChatEntry, UnsentMessage } from "./chatEntry.js";
import { pageSize, RoomMessages } from "./roomMessages.js";
import { Sending } from "./sending.js";
import { TypingNotifier } from "./typingNotifier.js";
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
  /** A publication without a message, such as `chat.room` and `chat.member`. */
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
  private readonly typingNotifier: TypingNotifier;
  private ownName: string | undefined;
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
      posted: (message) => void this.receive(message, "chat.posted"),
      keysBehind: (after, untilTime, userId) => this.list.keysBehind(after, untilTime, userId, signal),
      changed: () => this.raise(),
    });
    this.typingNotifier = new TypingNotifier((typing) => this.sendTyping(typing));
    this.count = new UnreadCount(client, `chat:${name}`);
    this.subscription = client.subscribe<Message>(`chat:${name}`, {
      presence: true,
      ...(signal && { signal }),
      onPublication: (publication) => this.hearPublication(publication),
      onReset: () => void this.restart(),
      onSignal: (received) => this.receiveSignal(received),
      onPresence: () => this.raise(),
      onState: (state, error) => this.hearState(state, error),
    });
  }

  /** @internal See `ChatClient.openRoom`. */
  static async open(client: HubClient, name: string, { signal }: CallOptions = {}): Promise<ChatRoom> {
    const room = new ChatRoom(client, name, signal);
    try {
      // Following comes first: what is posted while the first page is read is received, too, and the versions decide.
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

  /** Who is here; undefined until it was received. */
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
    this.typingNotifier.close();
    void this.subscription.unsubscribe();
  }

  /**
   * Posts a message. It is in `messages` at once; when a connection is lost before the answer it is sent again under the
   * same key, so that it is posted once. When it is refused, or without an answer for two minutes, its entry stays as
   * failed, for `retry` or `discard`, unless the room tells that it has arrived after all. A user who posts sees the newest messages.
   */
  post(text: string, replyTo?: number): Promise<Message> {
    this.list.endHistoryWindow();
    this.typingNotifier.posted();
    return this.sending.post(text, replyTo);
  }

  /** Sends a failed message again under its own key: should it have arrived after all, it is not posted twice (within 5 minutes). */
  retry(entry: ChatEntry): Promise<Message> {
    return this.sending.retry(entry);
  }

  /** Whether an own message is on its way, or waits for a connection. */
  get isSending(): boolean {
    return this.sending.isUnderWay;
  }

  /** The own messages that the server may not have, as `restore` takes them in another page. */
  get unsent(): readonly UnsentMessage[] {
    return this.sending.unsent;
  }

  /**
   * Puts back what an earlier page couldn't send: into the list as failed, for `retry` or `discard`. What the server has after all is
   * left out, or settled when the room tells of it.
   */
  restore(unsent: readonly UnsentMessage[]): Promise<void> {
    return this.sending.restore(unsent);
  }

  /** Takes a failed message out of the list. */
  discard(entry: ChatEntry): void {
    this.sending.discard(entry);
  }

  /** Changes the text of one's own message. */
  async edit(messageId: number, text: string): Promise<Message> {
    return this.receive(await this.client.call("EditMessage", { room: this.name, messageId, text }, { repeated: true }), "chat.edited");
  }

  /** Deletes a message. */
  delete(messageId: number): Promise<void> {
    return this.client.call("DeleteMessage", { room: this.name, messageId }, { repeated: true });
  }

  /** Puts an emoji under a message, or takes it back. */
  async react(messageId: number, emoji: string, remove = false): Promise<Message> {
    return this.receive(await this.client.call("React", { room: this.name, messageId, emoji, ...(remove && { remove }) }, { repeated: true }), "chat.reacted");
  }

  /** Tells the room that the user is typing, or no longer is. May be called on every key: the room receives it at most once a second. */
  setTyping(typing: boolean): void {
    this.typingNotifier.set(typing);
  }

  /** Loads a page of older messages. False when there are none left. */
  loadOlder(limit = pageSize): Promise<boolean> {
    return this.list.loadOlder(limit);
  }

  /**
   * Shows the place where a message stands: `messages` holds it and what was said around it. From there `loadOlder` and
   * `loadNewer` continue there, and when they have met the newest messages the room is as before.
   */
  showAround(messageId: number, limit = pageSize): Promise<void> {
    return this.list.showAround(messageId, limit);
  }

  /**
   * Shows the place where what is new begins: `messages` holds the first messages after a position and a few before it.
   * Does nothing when they are among the newest that are loaded.
   * @param readUpTo The position; where the user has read up to when absent.
   */
  showUnread(readUpTo = this.readUpTo): Promise<void> {
    return this.list.showAfter(readUpTo, pageSize);
  }

  /** Loads a page of newer messages after `showAround`. False when the newest are shown. */
  loadNewer(limit = pageSize): Promise<boolean> {
    return this.list.loadNewer(limit);
  }

  /** Ends what `showAround` began: `messages` holds the newest again. */
  showNewest(): void {
    this.list.endHistoryWindow();
    this.raise();
  }

  /** Says that everything loaded has been read, on all the user's devices. */
  async markRead(): Promise<void> {
    await this.count.mark(this.list.newest.newest);
    this.raise();
  }

  /** Asks again what is unread: another device may have read. */
  async refreshUnread(): Promise<void> {
    await this.count.refresh();
    this.raise();
  }

  private get me(): ChatUser {
    // A room opens over a connection: from then on the client knows its user, connected or not.
    const userId = this.client.userId ?? "";
    this.ownName = this.presence?.members.find((member) => member.userId === userId)?.name ?? this.ownName;
    return { userId, name: this.ownName };
  }

  private sendTyping(typing: boolean): Promise<void> {
    // Without a connection it would come too late to be true.
    if (this.client.status.state !== "connected") return Promise.resolve();
    return this.client.call("SetTyping", { room: this.name, typing });
  }

  private async restart(): Promise<void> {
    await this.list.restart(() => this.count.refresh());
    this.raise();
  }

  private hearPublication(publication: Publication): void {
    const { type, data } = publication;
    if (!messageTypes.includes(type)) return this.events.emit("publication", publication);
    this.receive(data as Message, type);
  }

  private receive(message: Message, type: string): Message {
    const before = this.list.newest.find(message.messageId);
    const isNews = this.list.receive(message, type === "chat.posted");
    if (isNews && !before) this.typists.forget(message.author.userId);
    if (this.count.tally.receive(type, before, message, isNews, this.me.userId)) this.refreshUnread().catch(() => undefined);
    this.events.emit("message", message);
    this.raise();
    return message;
  }

  private receiveSignal({ type, data }: Signal): void {
    if (type !== "chat.typing") return;
    this.typists.receive(data as TypingSignal);
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
