import type { RoomRole } from "@realtimehub/client";
import type { ChatClient } from "@realtimehub/client/chat";
import type { RoomPlace } from "../openRoom";
import { endOfMute, type Act, type Span } from "./acts";

/** What owners and moderators do, and what any member does for others. Each is refused by the server where it isn't allowed. */
export class Moderation {
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

  endMute(userId: string): Promise<void> {
    return this.chat.mute(this.room, userId, endOfMute);
  }

  unban(userId: string): Promise<void> {
    return this.chat.unban(this.room, userId);
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
