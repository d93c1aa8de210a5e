import type { ChatUser, RoomMember } from "@realtimehub/client";

/** A user joined a room or left it. */
export interface Coming {
  readonly kind: "joined" | "left";
  readonly user: ChatUser;
  /** Where it stands among the messages, whose ids are offsets, too. */
  readonly offset: number;
  readonly time: number;
}

const mostKept = 100;

/** Who joined a room and left it, as heard live: history doesn't tell. */
export class Comings {
  private kept: readonly Coming[] = [];

  get list(): readonly Coming[] {
    return this.kept;
  }

  /** @param wasMember Whether the user was a member before: a role or a name may have changed. */
  hear(member: RoomMember, wasMember: boolean, offset: number, time: number): void {
    const kind = member.left ? "left" : "joined";
    if (wasMember === (kind === "joined") || this.kept.some((coming) => coming.offset === offset)) return;
    const { userId, name } = member;
    this.kept = [...this.kept, { kind, user: { userId, name }, offset, time } as const].sort((a, b) => a.offset - b.offset).slice(-mostKept);
  }
}
