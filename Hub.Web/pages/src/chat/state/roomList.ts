import { HubCallError, type ChatUser, type ConnectionStatus, type Cursor, type HubClient, type InviteNotice, type MentionNotice, type Message, type MuteNotice, type Publication, type Room, type Subscription } from "@realtimehub/client";
import { foldedName, nameOf } from "../../words/names";

/** What the channels of the lists would miss if a server had none of them. */
const listEveryMs = 120_000;
const countAfterMs = 300;
/** How many of the notices that waited are looked at. */
const noticesRead = 50;
/** Rooms that are followed for their counts; the others are counted when the list is read. */
const mostFollowed = 200;

/** A room that one was made to leave while looking elsewhere. */
export interface Eviction {
  readonly room: string;
  readonly title: string;
  readonly error: Error;
}

/** What is for the user, in a room that need not be open. */
export interface Call {
  readonly kind: "invite" | "mention" | "direct";
  readonly room: string;
  readonly by: ChatUser;
  readonly messageId?: number | undefined;
  readonly text?: string | undefined;
}

/** Whom the list tells. */
export interface RoomListOwner {
  changed(): void;
  /** The open room counts for itself: it is to do so now. */
  countOpen(): void;
  /** One was muted in a room, or is no longer. */
  muted(room: string): void;
  /** The server's clock. */
  serverTime(): number;
  /** Something is for the user: with an invitation, a mention or a message for the user alone. */
  called(call: Call): void;
}

export type Counts = Pick<Cursor, "unread" | "mentions">;

/** The rooms of a server and what is unread in the caller's own, in step with all devices. */
export class RoomList {
  rooms: readonly Room[] | undefined;
  evictions: readonly Eviction[] = [];
  private readonly invites = new Map<string, InviteNotice>();
  private readonly counts = new Map<string, Counts>();
  private readonly followed = new Map<string, Subscription<Message>>();
  private readonly ends: (() => void)[];
  private readonly timer: ReturnType<typeof setInterval>;
  private readTimer: ReturnType<typeof setTimeout> | undefined;
  private countTimer: ReturnType<typeof setTimeout> | undefined;
  private open: string | undefined;
  private readonly begunTime: number;

  constructor(
    private readonly client: HubClient,
    private readonly me: string,
    private readonly owner: RoomListOwner,
  ) {
    this.begunTime = owner.serverTime();
    const statusChanged = ({ state }: ConnectionStatus): void => void (state === "connected" && this.read());
    this.ends = [client.on("status", statusChanged)];
    // An invitation, a mention, another device that read: all of it shows in the list.
    const notices = client.subscribe(`user:${me}`, { last: noticesRead, onPublication: (notice) => this.noticed(notice) });
    const cursors = client.subscribe(`sys:cursors/${me}`, { onPublication: () => this.countSoon() });
    const lists = ["sys:rooms", `sys:rooms/${me}`].map((channel) => client.subscribe(channel, { onPublication: () => this.readSoon(), onReset: () => this.readSoon() }));
    this.ends.push(...[notices, cursors, ...lists].map((subscription) => () => void subscription.unsubscribe()));
    this.timer = setInterval(() => document.visibilityState === "visible" && void this.read(), listEveryMs);
    if (client.status.state === "connected") void this.read();
  }

  get own(): readonly Room[] {
    return this.rooms?.filter(({ role }) => role !== undefined) ?? [];
  }

  get others(): readonly Room[] {
    return this.rooms?.filter(({ room, role }) => role === undefined && !this.invites.has(room)) ?? [];
  }

  /** Invitations to rooms that one isn't in. */
  get invitations(): readonly InviteNotice[] {
    return [...this.invites.values()].filter(({ room }) => !this.rooms?.some((known) => known.room === room && known.role !== undefined));
  }

  /** Whether another room looks the same in the list. */
  isAmbiguous({ room, title, with: other }: Room): boolean {
    const name = foldedName(other ? nameOf(other) : title);
    return this.rooms?.some((one) => one.room !== room && !one.with === !other && foldedName(one.with ? nameOf(one.with) : one.title) === name) ?? false;
  }

  titleOf(room: string): string {
    const known = this.rooms?.find((one) => one.room === room);
    return known?.with ? nameOf(known.with) : (known?.title ?? room);
  }

  countsOf(room: string): Counts {
    return this.counts.get(room) ?? { unread: 0 };
  }

  /** Reads the list again. */
  async read(): Promise<void> {
    try {
      const rooms: Room[] = [];
      for (let after: string | undefined; ; ) {
        const page = await this.client.call("ListRooms", { after, limit: 200 }, { background: true });
        rooms.push(...page.rooms);
        after = page.next;
        if (after === undefined) break;
      }
      this.rooms = rooms;
    } catch {
      // Read again in a while.
    }
    this.follow();
    this.countSoon();
    this.owner.changed();
  }

  /** The room that is open follows itself: a connection has one subscription of each channel. */
  leaveOut(room: string | undefined): void {
    this.open = room;
    if (room !== undefined) this.unfollow(room);
    this.follow();
    this.countSoon();
  }

  /** One was in the room: the invitation that led there holds no longer. */
  forget(room: string): void {
    this.invites.delete(room);
  }

  /** The person has seen that a room was closed to them. */
  dismiss(eviction: Eviction): void {
    this.evictions = this.evictions.filter((one) => one !== eviction);
    this.owner.changed();
  }

  setCounts(room: string, counts: Counts): void {
    this.counts.set(room, counts);
  }

  close(): void {
    clearInterval(this.timer);
    clearTimeout(this.countTimer);
    clearTimeout(this.readTimer);
    for (const end of this.ends) end();
    for (const room of [...this.followed.keys()]) this.unfollow(room);
  }

  private noticed({ type, data, time }: Publication): void {
    // What waited while the page was closed is in the list; only what comes now calls.
    if (time >= this.begunTime) this.call(type, data);
    if (type === "invite") this.invites.set((data as InviteNotice).room, data as InviteNotice);
    if (type === "mute") this.owner.muted((data as MuteNotice).room);
    this.readSoon();
  }

  /** A room was made, changed or deleted, or the user joined or left one. */
  private readSoon(): void {
    // Not put off by what comes meanwhile, so that a busy list is read, too.
    this.readTimer ??= setTimeout(() => {
      this.readTimer = undefined;
      void this.read();
    }, countAfterMs);
  }

  private call(type: string, data: unknown): void {
    if (type === "invite") {
      const { room, by, title } = data as InviteNotice;
      this.owner.called({ kind: "invite", room, by, text: title });
    }
    if (type === "mention") {
      const { room, author, messageId } = data as MentionNotice;
      this.owner.called({ kind: "mention", room, by: author, messageId });
    }
  }

  private follow(): void {
    const own = new Set(this.own.map(({ room }) => room));
    for (const room of [...this.followed.keys()]) if (!own.has(room)) this.unfollow(room);
    for (const room of own) {
      if (room === this.open || this.followed.has(room) || this.followed.size >= mostFollowed) continue;
      const subscription = this.client.subscribe<Message>(`chat:${room}`, {
        onPublication: ({ type, data }) => this.heard(room, type, data),
        onReset: () => this.countSoon(),
        onState: (state, error) => {
          if (state === "ended" && this.followed.delete(room)) this.ended(room, error);
        },
      });
      this.followed.set(room, subscription);
    }
  }

  private ended(room: string, error: Error | undefined): void {
    if (error instanceof HubCallError && (["kicked", "banned", "deleted"].includes(error.code))) {
      const title = this.rooms?.find((known) => known.room === room)?.title ?? room;
      this.evictions = [...this.evictions.filter((one) => one.room !== room), { room, title, error }];
      this.forget(room);
    }
    void this.read();
  }

  private unfollow(room: string): void {
    const subscription = this.followed.get(room);
    this.followed.delete(room);
    void subscription?.unsubscribe();
  }

  private heard(room: string, type: string, { author, mentions, messageId, text, time }: Message): void {
    if (type === "chat.deleted") return this.countSoon();
    if (type !== "chat.posted" || author.userId === this.me) return;
    const isDirect = this.rooms?.some((known) => known.room === room && known.visibility === "direct");
    if (isDirect && time >= this.begunTime) this.owner.called({ kind: "direct", room, by: author, messageId, text });
    const { unread, mentions: before = 0 } = this.countsOf(room);
    this.counts.set(room, { unread: unread + 1, mentions: before + (mentions.includes(this.me) ? 1 : 0) });
    this.owner.changed();
  }

  private countSoon(): void {
    clearTimeout(this.countTimer);
    this.countTimer = setTimeout(() => void this.count(), countAfterMs);
  }

  private async count(): Promise<void> {
    this.owner.countOpen();
    try {
      const { cursors } = await this.client.call("ReadCursors", {}, { background: true });
      for (const { channel, unread, mentions } of cursors) {
        if (channel.startsWith("chat:") && channel !== `chat:${this.open}`) this.counts.set(channel.slice(5), { unread, mentions });
      }
      this.owner.changed();
    } catch {
      // Counted again with the next change.
    }
  }
}
