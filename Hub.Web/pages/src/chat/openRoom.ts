import type { ChatUser, Message, Publication, Room, RoomMember } from "@realtimehub/client";
import type { ChatClient, ChatEntry, ChatRoom } from "@realtimehub/client/chat";
import { Moderation } from "./moderation/moderation";
import { SlowMode } from "./moderation/slowMode";
import type { People } from "./people/people";
import { ReadMarker } from "./readMarker";
import { RoomSearch } from "./search/roomSearch";
import { reasonOf } from "./sentences";
import type { Named } from "./text";

const noticeMs = 7_000;
const refreshAfterMs = 100;
/** The most pages that are read at once for what is unread. */
const mostPages = 5;

/** What stands over the room: somebody, the room's settings, the question whether to leave. */
export type RoomDialog = { readonly kind: "person"; readonly user: ChatUser } | { readonly kind: "settings" } | { readonly kind: "leave" };

/** The page that a room is open in. */
export interface RoomPlace {
  readonly me: ChatUser;
  readonly people: People;
  /** The server's clock. */
  serverTime(): number;
  changed(): void;
  /** The list of rooms isn't right any more. */
  relist(): void;
}

/** The room that is looked at. */
export class OpenRoom {
  /** What it is called and about. */
  info: Room | undefined;
  /** Its messages; undefined for one who is no member, and while it is read. */
  room: ChatRoom | undefined;
  /** Why it can't be seen, or can't any more. */
  refused: Error | undefined;
  /** Until when one may not write, by the server's clock; 0 when one may. */
  mutedUntil = 0;
  /** How often something was posted here: whoever writes wants to see it. */
  posts = 0;
  /** The message that one asked to see last. */
  wanted: { readonly messageId: number } | undefined;
  dialog: RoomDialog | undefined;
  /** What was done or went wrong just now. */
  notice: { readonly text: string; readonly good: boolean } | undefined;
  readonly search: RoomSearch;
  readonly moderation: Moderation;
  readonly reading = new ReadMarker();
  private readonly slowMode: SlowMode;
  private readonly members = new Map<string, RoomMember>();
  private readonly leaving = new AbortController();
  private refreshTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly chat: ChatClient,
    readonly name: string,
    readonly place: RoomPlace,
  ) {
    this.search = new RoomSearch((wish) => chat.searchMessages({ room: name, ...wish }), () => place.changed());
    this.moderation = new Moderation(chat, name, place);
    this.slowMode = new SlowMode(place.me.userId);
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

  get muted(): boolean {
    return this.mutedUntil > this.place.serverTime();
  }

  /** When one may post again by the room's slow mode, by the server's clock; 0 where one need not wait. */
  get nextPostTime(): number {
    const sending = this.room?.messages.some(({ state }) => state === "sending") ?? false;
    return this.info ? this.slowMode.next(this.info, sending) : 0;
  }

  memberOf(userId: string): RoomMember | undefined {
    return this.members.get(userId);
  }

  /** Those whom a message names, by the names that stand in its text. */
  named(mentions: readonly string[]): readonly Named[] {
    return mentions.flatMap((userId) => {
      const name = this.members.get(userId)?.name;
      const me = userId === this.place.me.userId;
      return [...(name ? [{ name, me }] : []), { name: userId, me }];
    });
  }

  async join(): Promise<void> {
    try {
      await this.chat.joinRoom(this.name);
    } catch (error) {
      return this.end(error instanceof Error ? error : new Error(String(error)));
    }
    await this.begin();
  }

  leave(): Promise<void> {
    return this.chat.leaveRoom(this.name);
  }

  post(text: string, replyTo: number | undefined): void {
    this.reading.newFrom = undefined;
    this.posts++;
    this.room?.post(text, replyTo).catch((error: unknown) => this.slowMode.refused(error, this.place.serverTime()));
  }

  retry(entry: ChatEntry): void {
    this.room?.retry(entry).catch((error: unknown) => this.slowMode.refused(error, this.place.serverTime()));
  }

  /** Brings a message into sight, however old. */
  lookFor(messageId: number): void {
    this.wanted = { messageId };
    this.place.changed();
  }

  show(dialog: RoomDialog | undefined): void {
    this.dialog = dialog;
    this.place.changed();
  }

  /** Says what fails instead of throwing it. */
  async attempt(call: Promise<unknown> | undefined): Promise<boolean> {
    try {
      await call;
      return true;
    } catch (error) {
      if (!this.leaving.signal.aborted) this.tell(reasonOf(error), false);
      return false;
    }
  }

  tell(text: string, good = true): void {
    const notice = (this.notice = { text, good });
    this.place.changed();
    setTimeout(() => {
      if (this.notice !== notice) return;
      this.notice = undefined;
      this.place.changed();
    }, noticeMs);
  }

  /** Asks anew what the room is and who one is in it, soon: one was muted, or is no longer. */
  refresh(): void {
    clearTimeout(this.refreshTimer);
    this.refreshTimer = setTimeout(() => {
      this.read().then(() => this.place.changed(), () => undefined);
    }, refreshAfterMs);
  }

  close(): void {
    clearTimeout(this.refreshTimer);
    this.leaving.abort();
    this.reading.close();
    this.search.close();
    this.room?.[Symbol.dispose]();
  }

  private async begin(): Promise<void> {
    this.refused = undefined;
    try {
      await this.read();
      if (this.info?.role !== undefined) await this.openRoom();
    } catch (error) {
      this.refused = error instanceof Error ? error : new Error(String(error));
    }
    if (!this.leaving.signal.aborted) this.place.changed();
  }

  private async read(): Promise<void> {
    const { room, members, mutedUntilTime = 0 } = await this.chat.getRoom(this.name);
    this.info = room;
    this.mutedUntil = mutedUntilTime;
    this.members.clear();
    for (const member of members) this.members.set(member.userId, member);
    this.place.people.meet(members);
  }

  private async openRoom(): Promise<void> {
    const room = await this.chat.openRoom(this.name, { signal: this.leaving.signal });
    if (this.leaving.signal.aborted) return room[Symbol.dispose]();
    await this.loadUnread(room);
    if (this.leaving.signal.aborted) return room[Symbol.dispose]();
    this.room = room;
    for (const { message } of room.messages) this.slowMode.hear(message);
    room.on("changed", () => {
      this.reading.changed();
      this.place.changed();
    });
    room.on("message", (message) => this.heardMessage(message));
    room.on("publication", (publication) => this.heard(publication));
    room.on("ended", (error) => this.end(error));
    this.reading.begin(room);
  }

  /** So that the line between old and new can be drawn where it belongs, unless that is very long ago. */
  private async loadUnread(room: ChatRoom): Promise<void> {
    for (let page = 0; page < mostPages && room.unread > 0 && room.hasOlder; page++) {
      if ((room.messages[0]?.message.messageId ?? 0) <= room.readUpTo) return;
      await room.loadOlder();
    }
  }

  private heardMessage(message: Message): void {
    this.search.hear(message);
    this.slowMode.hear(message);
  }

  private heard({ type, data }: Publication): void {
    if (type === "chat.room") {
      this.info = { ...this.info, ...(data as Room) };
      this.slowMode.reset();
    }
    if (type === "chat.member") this.heardMember(data as RoomMember);
    this.place.changed();
  }

  private heardMember(member: RoomMember): void {
    if (member.left) this.members.delete(member.userId);
    else this.members.set(member.userId, member);
    this.place.people.meet([member]);
    if (this.info && member.userId === this.place.me.userId && !member.left) this.info = { ...this.info, role: member.role };
  }

  /** One is in the room no longer, or may not come in. */
  private end(error: Error): void {
    this.refused = error;
    this.room?.[Symbol.dispose]();
    this.room = undefined;
    this.dialog = undefined;
    this.mutedUntil = 0;
    this.reading.end();
    if (this.info) this.info = { ...this.info, role: undefined };
    this.place.changed();
    this.place.relist();
  }
}

export const nameOf = ({ name, userId }: ChatUser): string => name ?? userId;
