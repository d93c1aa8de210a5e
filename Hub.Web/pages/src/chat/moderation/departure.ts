import { HubCallError, type RoomVisibility } from "@realtimehub/client";
import { reasonOf } from "../state/refusalWords";

/** What is said to one who is in a room no longer, or can't get in. */
export interface Departure {
  readonly heading: string;
  readonly line: string;
  /** Whether joining may work. */
  readonly mayJoin: boolean;
}

/** @param visibility What kind of room it was, where that is known. */
export function departureOf(error: Error, visibility: RoomVisibility | undefined): Departure {
  const code = error instanceof HubCallError ? error.code : "";
  const reason = error instanceof HubCallError ? error.details?.reason : undefined;
  const open = visibility === "public";
  if (code === "kicked") {
    const line = open ? "A moderator made you leave it. You may come back." : "A moderator made you leave it. To come back you need a new invitation.";
    return { heading: "You were removed from this room", line, mayJoin: open };
  }
  if (code === "left") return { heading: "You left this room", line: open ? "You may come back at any time." : "To come back you need an invitation.", mayJoin: open };
  if (code === "banned" || reason === "banned") {
    const line = open ? "Nothing is sent to you from it. What you wrote is still there." : "It is closed to you, and nothing is sent to you from it.";
    return { heading: reasonOf(error).replace(/\.$/, ""), line, mayJoin: false };
  }
  if (code === "deleted") return { heading: "This room was deleted", line: "An owner deleted it with everything in it.", mayJoin: false };
  if (code === "permission_denied") {
    return { heading: "This room is closed to you", line: "It doesn’t exist, or it is private and you aren’t invited, or you were asked to leave.", mayJoin: false };
  }
  // What passes can be tried again: joining does no harm to a member.
  return { heading: "This room can’t be shown", line: reasonOf(error), mayJoin: error instanceof HubCallError && error.temporary };
}
