import type { RoomRestrictions, RoomRole } from "@realtimehub/client";
import type { ChatClient } from "@realtimehub/client/chat";
import type { RoomPlace } from "./roomPlace";
import { endOfMute, type Act, type Span } from "./acts";

/** What owners and moderators do, and what any member does for others. Each is refused by the server where it isn't allowed. */
export class Moderation {
  /** Who is banned and muted, as read last. */
  restrictions: RoomRestrictions | undefined;

  constructor(
    private readonly chat: ChatClient,
    private readonly room: string,
    private readonly place: RoomPlace,
  ) {}

  /** Does it; gives when it ends by the server's clock, where it ends. */
  async carryOut({ kind }: Act, userId: string, span: Span | undefined): Promise<number | undefined> {
    const until = span?.ms === undefined ? undefined : this.place.serverTime() + span.ms;
    if (kind === "kick") await this.chat.kick(this.room, userId);
    if (kind === "ban") await this.chat.ban(this.room, userId, until);
    if (kind === "mute") await this.chat.mute(this.room, userId, until ?? endOfMute);
    return until;
  }

  /** Reads who is banned and muted; for moderators. */
  async readRestrictions(): Promise<void> {
    this.restrictions = await this.chat.listRestrictions(this.room);
    this.place.changed();
  }

  async endMute(userId: string): Promise<void> {
    await this.chat.mute(this.room, userId, endOfMute);
    await this.readRestrictions();
  }

  async unban(userId: string): Promise<void> {
    await this.chat.unban(this.room, userId);
    await this.readRestrictions();
  }

  /** Deletes the room with everything in it. */
  deleteRoom(): Promise<void> {
    return this.chat.deleteRoom(this.room);
  }

  /** The user that is meant by an id or a name: one that this page has met, or that the server knows. */
  async userMeant(text: string): Promise<string> {
    const known = this.place.people.idOf(text);
    if (known instanceof Error) throw known;
    if (known !== undefined) return known;
    const users = await this.chat.findUsers(text.trim());
    this.place.people.meet(users);
    const exact = users.find(({ userId }) => userId === text.trim());
    if (exact) return exact.userId;
    if (users.length > 1) throw new Error(`Several users are called ${text.trim()}. Use the id of the one you mean.`);
    if (users.length === 0) throw new Error(`No user who has been here is called ${text.trim()} or has this id.`);
    return users[0]!.userId;
  }

  setRole(userId: string, role: RoomRole): Promise<void> {
    return this.chat.setRole(this.room, userId, role);
  }

  async invite(userId: string): Promise<void> {
    await this.chat.inviteMember(this.room, userId);
  }

  async change(title: string, topic: string, slowModeMs: number): Promise<void> {
    await this.chat.updateRoom({ room: this.room, title, topic, slowModeMs });
  }
}
