import type { ChatUser, Message, Publication, Room, RoomMember } from "@realtimehub/client";
import type { ChatClient, ChatEntry, ChatRoom } from "@realtimehub/client/chat";
import { Moderation } from "./moderation";
import { SlowMode } from "./slowMode";
import { Comings } from "./comings";
import { foldedName, nameOf, type Named } from "../../words/names";
import { ReadMarker } from "./readMarker";
import type { RoomPlace } from "./roomPlace";
import { RoomDraft } from "./roomDraft";
import { RoomSearch } from "./roomSearch";
import { reasonOf } from "./refusalWords";
import { UnsentMessages } from "./unsentMessages";

const noticeMs = 7_000;
const refreshAfterMs = 100;

/** What is open over the room: a person, the room's settings, the question whether to leave. */
export type RoomDialog = { readonly kind: "person"; readonly user: ChatUser } | { readonly kind: "settings" } | { readonly kind: "leave" } | { readonly kind: "emoji"; readonly message: Message };

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
  /** How often something was posted here: the author wants to see it. */
  posts = 0;
  /** The message that one asked to see last. */
  wanted: { readonly messageId: number } | undefined;
  dialog: RoomDialog | undefined;
  /** What was done or went wrong just now. */
  notice: { readonly text: string; readonly good: boolean } | undefined;
  /** What is being written. */
  readonly draft: RoomDraft;
  readonly search: RoomSearch;
  /** Who came and went while the room is open. */
  readonly comings = new Comings();
  readonly moderation: Moderation;
  readonly reading = new ReadMarker();
  private readonly slowMode: SlowMode;
  private readonly unsent: UnsentMessages;
  private readonly members = new Map<string, RoomMember>();
  private readonly leaving = new AbortController();
  private refreshTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly chat: ChatClient,
    readonly name: string,
    readonly place: RoomPlace,
  ) {
    this.search = new RoomSearch(
      { room: (request) => chat.searchMessages({ room: name, ...request }), allRooms: (request) => chat.searchAllMessages(request) },
      () => place.changed(),
    );
    this.draft = new RoomDraft(name);
    this.unsent = new UnsentMessages(name, place.me.userId);
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
    return this.info ? this.slowMode.next(this.info, this.room?.isSending ?? false) : 0;
  }

  /** Whether another member has the same name. */
  isAmbiguous(user: ChatUser): boolean {
    const name = foldedName(nameOf(user));
    return [...this.members.values()].some((member) => member.userId !== user.userId && foldedName(nameOf(member)) === name);
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

  /** Begins an answer to a message. */
  reply(message: Message): void {
    this.draft.reply(message);
    this.place.changed();
  }

  /** Begins to change an own message. */
  edit(message: Message): void {
    this.draft.edit(message);
    this.place.changed();
  }

  /** Changes an own message; a text that is refused is there to be edited again. */
  async saveEdit(message: Message, text: string): Promise<void> {
    if (await this.attempt(this.room?.edit(message.messageId, text))) return;
    if (this.draft.draft.kind !== "edit") this.draft.edit({ ...message, text });
    this.place.changed();
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

  /** Asks again what the room is and who one is in it, soon: one was muted, or is no longer. */
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
    this.unsent.close(this.room?.isSending ?? false);
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
    if (room.unread > 0) await room.showUnread(this.newFrom(room));
    if (this.leaving.signal.aborted) return room[Symbol.dispose]();
    this.room = room;
    for (const { message } of room.messages) this.slowMode.hear(message);
    void room.restore(this.unsent.kept);
    this.unsent.adopt((left) => room.restore(left), this.leaving.signal);
    room.on("changed", () => {
      if (this.room === room || this.room === undefined) this.unsent.keep(room.unsent, room.isSending);
      this.reading.changed();
      this.place.changed();
    });
    room.on("message", (message) => this.heardMessage(message));
    room.on("publication", (publication) => this.heard(publication));
    room.on("ended", (error) => this.end(error));
    this.reading.begin(room, this.newFrom(room));
  }

  /** Where new messages begin: a member who has read nothing yet has read what was there before. */
  private newFrom(room: ChatRoom): number {
    return Math.max(room.readUpTo, this.members.get(this.place.me.userId)?.joinedOffset ?? 0);
  }

  private heardMessage(message: Message): void {
    this.search.hear(message);
    this.slowMode.hear(message);
  }

  private heard({ type, data, offset, time }: Publication): void {
    if (type === "chat.room") {
      this.info = { ...this.info, ...(data as Room) };
      this.slowMode.reset();
    }
    if (type === "chat.member") this.heardMember(data as RoomMember, offset, time);
    this.place.changed();
  }

  private heardMember(member: RoomMember, offset: number, time: number): void {
    if (member.userId !== this.place.me.userId) this.comings.hear(member, this.members.has(member.userId), offset, time);
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
