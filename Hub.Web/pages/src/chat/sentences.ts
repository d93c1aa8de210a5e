import { HubError } from "@realtimehub/client";
import { clock, dayName } from "./rows";

/** What the server says in its own terms, and how a person would be told. */
const plain: readonly (readonly [RegExp, string])[] = [
  [/^you are muted in room .* until (.+)$/s, "You are muted here until $1."],
  [/^you are banned from room .* (until .+|for good)$/s, "You are banned from this room $1."],
  [/^you may not enter room .*$/s, "This room doesn’t exist, or it is not open to you."],
  [/^you are not a member of room .*$/s, "You aren’t a member of this room."],
  [/^you are the room's last owner.*$/, "You are the room’s last owner. Make another member an owner first."],
  [/^userId is not a member of the room$/, "They aren’t a member of this room any more."],
  [/^userId is your own$/, "That is you yourself."],
  [/^userId takes .*$/, "That can’t be anybody’s id."],
  [/^messageId .* is not a message of the room, or it was deleted$/, "That message isn’t there any more."],
  [/^the room is in slow mode; (.+)$/, "The room is in slow mode: $1."],
  [/^query takes (.+)$/, "A search takes $1."],
  [/^(\w+) has (\d+) bytes; the limit is (\d+)$/, "This is too long: $2 bytes where $3 fit."],
];

const serverTime = /(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) UTC/g;

/** Why something was refused or failed, as a sentence, with times of the reader's own clock. */
export function reasonOf(error: unknown, now = Date.now()): string {
  const said = error instanceof Error ? error.message : String(error);
  const text = said
    .replace(serverTime, (_, day: string, time: string) => timeName(Date.parse(`${day}T${time}Z`), now))
    .replace(/retry after (\d+) ms$/, (_, ms: string) => `try again in ${spanName(Number(ms))}`);
  if (error instanceof HubError && error.code === "connection_lost") return "The connection was lost. Please try again.";
  const found = plain.find(([pattern]) => pattern.test(text));
  return found ? text.replace(found[0], found[1]) : sentence(text);
}

function sentence(text: string): string {
  const whole = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(whole) ? whole : `${whole}.`;
}

/** A time to come: the clock, and the day where it isn't today. */
export function timeName(time: number, now: number): string {
  const day = dayName(time, now);
  return day === "Today" ? clock(time) : `${clock(time)} on ${day}`;
}

/** A short while, in seconds, minutes or hours. */
export function spanName(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.ceil(minutes / 60)} h`;
}
