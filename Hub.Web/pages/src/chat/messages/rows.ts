import type { ChatEntry } from "@realtimehub/client/chat";
import type { Coming } from "../state/comings";
import { dayOf } from "../../words/times";

/** A row of the conversation. Rows keep their keys, an own message also when the server has taken it. */
export type Row =
  | { readonly kind: "day"; readonly key: string; readonly time: number }
  | { readonly kind: "new"; readonly key: string }
  | { readonly kind: "coming"; readonly key: string; readonly coming: Coming }
  /** `leads`: shows the author's name; what the same author says right after doesn't. */
  | { readonly kind: "message"; readonly key: string; readonly entry: ChatEntry; readonly leads: boolean };

const togetherMs = 5 * 60_000;

/**
 * @param me The own user id.
 * @param newFrom What others posted after this message is new; undefined draws no line.
 * @param comings Who joined and left, ascending; what is older than the messages isn't shown.
 */
export function rowsOf(entries: readonly ChatEntry[], me: string, newFrom: number | undefined, comings: readonly Coming[]): readonly Row[] {
  const rows: Row[] = [];
  const oldest = entries[0]?.message.messageId ?? 0;
  const waiting = comings.filter(({ offset }) => offset > oldest);
  let day: string | undefined;
  const putDay = (time: number, id: number): boolean => {
    if (day === dayOf(time)) return false;
    day = dayOf(time);
    rows.push({ kind: "day", key: `day ${day} ${id}`, time });
    return true;
  };
  const putComings = (before: number): boolean => {
    const count = waiting.findIndex(({ offset }) => offset > before);
    const due = waiting.splice(0, count < 0 ? waiting.length : count);
    for (const coming of due) {
      putDay(coming.time, coming.offset);
      rows.push({ kind: "coming", key: `coming ${coming.offset}`, coming });
    }
    return due.length > 0;
  };
  let before: ChatEntry["message"] | undefined;
  let drawn = newFrom === undefined;
  for (const entry of entries) {
    const { message } = entry;
    const own = message.author.userId === me;
    const cameBetween = putComings(message.messageId === 0 ? Infinity : message.messageId);
    let broken = putDay(message.time, message.messageId) || cameBetween;
    if (!drawn && !own && message.messageId > newFrom!) {
      rows.push({ kind: "new", key: "new" });
      drawn = broken = true;
    }
    const leads = broken || message.replyTo !== undefined || before!.author.userId !== message.author.userId || message.time - before!.time > togetherMs;
    rows.push({ kind: "message", key: own && message.idempotencyKey ? `own ${message.idempotencyKey}` : `${message.messageId}`, entry, leads });
    before = message;
  }
  putComings(Infinity);
  return rows;
}
