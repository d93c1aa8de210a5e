import type { Room } from "@realtimehub/client";

/** What the address of the page names: a room, and a message in it. */
export interface Place {
  readonly room: string;
  readonly messageId?: number | undefined;
}

/** The address of a room, or of a message in it. */
export const addressOf = ({ room }: Pick<Room, "room">, messageId?: number): string => `#${encodeURIComponent(room)}${messageId === undefined ? "" : `/${messageId}`}`;

/** A slash in a room's name is encoded: one that stands as it is comes before a message. */
export function placeOf(hash: string): Place {
  const [room = "", message] = hash.replace(/^#/, "").split("/");
  const messageId = message !== undefined && /^\d{1,15}$/.test(message) ? Number(message) : undefined;
  return { room: decode(room), messageId };
}

export function goTo(room: string, messageId?: number): void {
  location.hash = addressOf({ room }, messageId);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
