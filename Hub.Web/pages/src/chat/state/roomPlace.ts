import type { ChatUser } from "@realtimehub/client";
import type { People } from "../../people/people";

/** The page that a room is open in. */
export interface RoomPlace {
  readonly me: ChatUser;
  readonly people: People;
  /** The server's clock. */
  serverTime(): number;
  changed(): void;
  /** The list of rooms is out of date. */
  relist(): void;
}
