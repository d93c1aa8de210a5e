import type { Member, PresenceChange, PresenceSnapshot } from "../contracts.js";

/** Who is in a channel, as far as told. */
export interface Roster {
  /** In order of joining; empty where the channel is too large for names. */
  readonly members: readonly Member[];
  readonly users: number;
  readonly connections: number;
  readonly version: number;
}

/** What a change makes of a roster; `stale` when changes in between are missing and it must be read again. */
export function changed(roster: Roster | undefined, change: PresenceChange): Roster | "stale" | undefined {
  if (roster === undefined || change.version <= roster.version) return roster;
  const { users, connections, version } = change;
  if (change.countsOnly) return { members: [], users, connections, version };
  if (change.version > roster.version + 1) return "stale";
  const members = new Map(roster.members.map((member) => [member.userId, member]));
  for (const { userId } of change.left) members.delete(userId);
  for (const member of [...change.updated, ...change.joined]) members.set(member.userId, member);
  // Back among the named: those who were there before the names were left out have to be asked for.
  return members.size < users ? "stale" : { members: [...members.values()], users, connections, version };
}

/** The roster that a snapshot tells, unless a newer one is held. */
export function newer(roster: Roster | undefined, snapshot: PresenceSnapshot): Roster {
  return roster && roster.version > snapshot.version ? roster : snapshot;
}
