import type { RefusalDetails } from "@realtimehub/client";
import { refusalText, wait, type Words } from "../../words/refusals";
import { timeName } from "../../words/times";

const until = ({ untilTime }: RefusalDetails, now: number): string => (untilTime === undefined ? "" : ` until ${timeName(untilTime, now)}`);

/** What is said to a person, by the reason of a refusal that concerns rooms. */
const byReason: Words = {
  muted: (details, now) => `You are muted here${until(details, now)}.`,
  banned: (details, now) => `You are banned from this room${until(details, now) || " for good"}.`,
  no_entry: () => "This room doesn’t exist, or it is not open to you.",
  not_a_member: () => "You aren’t a member of this room.",
  role_too_low: () => "Your role in this room doesn’t allow that.",
  not_the_author: () => "Only its author may do that.",
  direct_room: () => "That can’t be done in a conversation of two.",
  edit_window: () => "This message is too old to be changed.",
  room_exists: () => "A room of this name exists already.",
  last_owner: () => "You are the room’s last owner. Make another member an owner first.",
  no_message: () => "That message isn’t there any more.",
  no_member: () => "They aren’t a member of this room any more.",
  slow_mode: (details) => `The room is in slow mode: try again ${wait(details)}.`,
  name_changed_recently: (details) => `You have just changed your name: try again ${wait(details)}.`,
  too_many_members: ({ limit }) => `This room is full: it takes ${limit ?? "no more"} members.`,
  too_many_rooms: ({ limit }) => `You are in as many rooms as one may be${limit === undefined ? "" : `: ${limit}`}.`,
  too_many_emojis: ({ limit }) => `A message takes ${limit ?? "no more"} different emojis.`,
  too_many_reactions: () => "This message takes no more reactions.",
  not_an_emoji: () => "A reaction is one emoji.",
  busy: () => "The room is busy. Please try again.",
};

/** The same by the code, where there is no reason that this page knows. */
const byCode: Words = {
  not_sent: () => "The page was closed before it was sent.",
  banned: (details, now) => byReason.banned!(details, now),
  kicked: () => "A moderator made you leave the room.",
  deleted: () => "An owner deleted the room.",
  // Of a search the server says no more than its limit; of other fields its own text is shown.
  bad_request: ({ field }) => (field === "query" ? "A search takes 1 to 10 words, of at most 200 characters." : ""),
};

/** Why something was refused or failed, as a sentence, with times of the reader's own clock. */
export const reasonOf = (error: unknown, now = Date.now()): string => refusalText(error, byReason, byCode, now);
