import type { ChatEntry } from "@realtimehub/client/chat";

/** A row of the conversation. Rows keep their keys, an own message also when the server has taken it. */
export type Row =
  | { readonly kind: "day"; readonly key: string; readonly time: number }
  | { readonly kind: "new"; readonly key: string }
  /** `leads`: bears the author's name; what the same author says right after doesn't. */
  | { readonly kind: "message"; readonly key: string; readonly entry: ChatEntry; readonly leads: boolean };

const togetherMs = 5 * 60_000;

/**
 * @param me The own user id.
 * @param newFrom What others posted after this message is new; undefined draws no line.
 */
export function rowsOf(entries: readonly ChatEntry[], me: string, newFrom: number | undefined): readonly Row[] {
  const rows: Row[] = [];
  let before: ChatEntry["message"] | undefined;
  let drawn = newFrom === undefined;
  for (const entry of entries) {
    const { message } = entry;
    const own = message.author.userId === me;
    let broken = before === undefined;
    if (!before || dayOf(before.time) !== dayOf(message.time)) {
      rows.push({ kind: "day", key: `day ${dayOf(message.time)} ${message.messageId}`, time: message.time });
      broken = true;
    }
    if (!drawn && !own && message.messageId > newFrom!) {
      rows.push({ kind: "new", key: "new" });
      drawn = broken = true;
    }
    const leads = broken || message.replyTo !== undefined || before!.author.userId !== message.author.userId || message.time - before!.time > togetherMs;
    rows.push({ kind: "message", key: own && message.idempotencyKey ? `own ${message.idempotencyKey}` : `${message.messageId}`, entry, leads });
    before = message;
  }
  return rows;
}

function dayOf(time: number): string {
  return new Date(time).toDateString();
}

const weekday = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long" });
const withYear = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric" });
const hours = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hour12: false });
const full = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "medium" });

export function dayName(time: number, now: number): string {
  const day = dayOf(time);
  if (day === dayOf(now)) return "Today";
  const yesterday = new Date(now);
  yesterday.setDate(yesterday.getDate() - 1);
  if (day === yesterday.toDateString()) return "Yesterday";
  return (new Date(time).getFullYear() === new Date(now).getFullYear() ? weekday : withYear).format(time);
}

export const clock = (time: number): string => hours.format(time);
export const fullTime = (time: number): string => full.format(time);
