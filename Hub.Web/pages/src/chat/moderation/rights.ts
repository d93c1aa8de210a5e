import type { Room, RoomRole } from "@realtimehub/client";

const ranks: Readonly<Record<RoomRole, number>> = { member: 0, moderator: 1, owner: 2 };
const rankOf = (role: RoomRole | undefined): number => (role === undefined ? -1 : ranks[role]);

/** What one may do to someone. What one may not isn't offered. */
export interface Rights {
  readonly write: boolean;
  readonly invite: boolean;
  readonly setRole: boolean;
  readonly mute: boolean;
  readonly kick: boolean;
  readonly ban: boolean;
  readonly unban: boolean;
}

const none: Rights = { write: false, invite: false, setRole: false, mute: false, kick: false, ban: false, unban: false };

/**
 * The server's rules as far as they can be told beforehand.
 * @param role The other's; undefined for one who is no member.
 */
export function rightsOver({ role: own, visibility }: Room, me: string, userId: string, role: RoomRole | undefined): Rights {
  if (userId === me || visibility === "direct" || own === undefined) return none;
  const moderates = rankOf(own) >= ranks.moderator && rankOf(own) > rankOf(role);
  const member = role !== undefined;
  return {
    write: true,
    invite: !member,
    setRole: own === "owner" && member,
    mute: moderates && member,
    kick: moderates && member,
    ban: moderates,
    unban: moderates && !member,
  };
}

/** Whether one may change what the room is called and how it is run. */
export const mayChange = ({ role, visibility }: Room): boolean => visibility !== "direct" && rankOf(role) >= ranks.moderator;
