import type { ChatUser, Publication, Room, RoomMember } from "@realtimehub/client";
import type { ChatClient, ChatEntry, ChatRoom } from "@realtimehub/client/chat";
import { RoomSearch } from "./search/roomSearch";
import type { Named } from "./text";

const noticeMs = 7_000;
const readAfterMs = 400;
/** The most pages that are read at once for what is unread. */
const mostPages = 5;

/** The room that is looked at. */
export class OpenRoom {
  /** What it is called and about. */
  info: Room | undefined;
  /** Its messages; undefined for one who is no member, and while it is read. */
  room: ChatRoom | undefined;
  /** Why it can't be seen. */
  refused: Error | undefined;
  /** What others posted after this message was new when the room was opened or looked away from. */
  newFrom: number | undefined;
  /** How often something was posted here: whoever writes wants to see it. */
  posts = 0;
  /** The message that one asked to see last. */
  wanted: { readonly messageId: number } | undefined;
  readonly search: RoomSearch;
  /** What went wrong just now. */
  notice: string | undefined;
  private readonly members = new Map<string, RoomMember>();
  private readonly leaving = new AbortController();
  private atEnd = false;
  private unreadBefore = 0;
  private readTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly chat: ChatClient,
    readonly name: string,
    private readonly me: ChatUser,
    private readonly changed: () => void,
  ) {
    this.search = new RoomSearch((wish) => chat.searchMessages({ room: name, ...wish }), changed);
    document.addEventListener("visibilitychange", this.seen);
    addEventListener("focus", this.seen);
    void this.begin();
  }

  get title(): string {
    const { info } = this;
    return info?.with ? nameOf(info.with) : (info?.title ?? this.name);
  }

  /** Loaded once the messages of a member are here, or once it is clear that there are none to see. */
  get loaded(): boolean {
    return this.room !== undefined || this.refused !== undefined || (this.info !== undefined && this.info.role === undefined);
  }

  get people(): readonly RoomMember[] {
    return [...this.members.values()].sort((a, b) => nameOf(a).localeCompare(nameOf(b)));
  }

  /** Those whom a message names, by the names that stand in its text. */
  named(mentions: readonly string[]): readonly Named[] {
    return mentions.flatMap((userId) => {
      const name = this.members.get(userId)?.name;
      const me = userId === this.me.userId;
      return [...(name ? [{ name, me }] : []), { name: userId, me }];
    });
  }

  async join(): Promise<void> {
    if (await this.attempt(this.chat.joinRoom(this.name))) await this.begin();
  }

  async leave(): Promise<void> {
    await this.attempt(this.chat.leaveRoom(this.name));
  }

  async invite(userId: string): Promise<boolean> {
    return this.attempt(this.chat.inviteMember(this.name, userId));
  }

  post(text: string, replyTo: number | undefined): void {
    this.newFrom = undefined;
    this.posts++;
    void this.room?.post(text, replyTo);
  }

  /** Brings a message into sight, however old. */
  lookFor(messageId: number): void {
    this.wanted = { messageId };
    this.changed();
  }

  retry(entry: ChatEntry): void {
    void this.room?.retry(entry);
  }

  /** Says what fails instead of throwing it. */
  async attempt(call: Promise<unknown> | undefined): Promise<boolean> {
    try {
      await call;
      return true;
    } catch (error) {
      if (!this.leaving.signal.aborted) this.say(reasonOf(error));
      return false;
    }
  }

  /** The conversation is looked at to its end, or no longer. */
  lookAtEnd(atEnd: boolean): void {
    this.atEnd = atEnd;
    this.seen();
  }

  close(): void {
    document.removeEventListener("visibilitychange", this.seen);
    removeEventListener("focus", this.seen);
    clearTimeout(this.readTimer);
    this.leaving.abort();
    this.search.close();
    this.room?.[Symbol.dispose]();
  }

  private async begin(): Promise<void> {
    this.refused = undefined;
    try {
      const { room: info, members } = await this.chat.getRoom(this.name);
      this.info = info;
      for (const member of members) this.members.set(member.userId, member);
      if (info.role !== undefined) await this.openRoom();
    } catch (error) {
      this.refused = error instanceof Error ? error : new Error(String(error));
    }
    if (!this.leaving.signal.aborted) this.changed();
  }

  private async openRoom(): Promise<void> {
    const room = await this.chat.openRoom(this.name, { signal: this.leaving.signal });
    if (this.leaving.signal.aborted) return room[Symbol.dispose]();
    await this.loadUnread(room);
    if (this.leaving.signal.aborted) return room[Symbol.dispose]();
    this.room = room;
    this.newFrom = room.unread > 0 ? room.readUpTo : undefined;
    this.unreadBefore = room.unread;
    room.on("changed", () => this.roomChanged());
    room.on("message", (message) => this.search.hear(message));
    room.on("publication", (publication) => this.heard(publication));
    room.on("ended", (error) => {
      this.refused = error;
      this.changed();
    });
    this.seen();
  }

  /** So that the line between old and new can be drawn where it belongs, unless that is very long ago. */
  private async loadUnread(room: ChatRoom): Promise<void> {
    for (let page = 0; page < mostPages && room.unread > 0 && room.hasOlder; page++) {
      if ((room.messages[0]?.message.messageId ?? 0) <= room.readUpTo) return;
      await room.loadOlder();
    }
  }

  private roomChanged(): void {
    const { unread = 0, readUpTo } = this.room ?? {};
    // The first that comes while one looks elsewhere.
    if (unread > 0 && this.unreadBefore === 0 && !this.looking) this.newFrom = readUpTo;
    this.unreadBefore = unread;
    this.markSoon();
    this.changed();
  }

  private heard({ type, data }: Publication): void {
    if (type === "chat.room") this.info = { ...this.info, ...(data as Room) };
    if (type === "chat.member") {
      const member = data as RoomMember;
      if (member.left) this.members.delete(member.userId);
      else this.members.set(member.userId, member);
    }
    this.changed();
  }

  private get looking(): boolean {
    return this.atEnd && document.visibilityState === "visible" && document.hasFocus();
  }

  private readonly seen = (): void => this.markSoon();

  private markSoon(): void {
    if (!this.looking || !this.room || this.room.unread === 0 || this.readTimer !== undefined) return;
    this.readTimer = setTimeout(() => {
      this.readTimer = undefined;
      if (this.looking) this.room?.markRead().catch(() => undefined);
    }, readAfterMs);
  }

  private say(notice: string): void {
    this.notice = notice;
    this.changed();
    setTimeout(() => {
      if (this.notice !== notice) return;
      this.notice = undefined;
      this.changed();
    }, noticeMs);
  }
}

/** Why something was refused, with times as people say them. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/retry after (\d+) ms$/, (_, ms: string) => `try again in ${Math.ceil(Number(ms) / 1_000)} s`);
}

export const nameOf = ({ name, userId }: ChatUser): string => name ?? userId;
