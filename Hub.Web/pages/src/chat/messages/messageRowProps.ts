import type { ChatEntry, ChatRoom } from "@realtimehub/client/chat";
import type { RoomPlace } from "../state/roomPlace";
import type { OpenRoom } from "../state/openRoom";

export interface MessageRowProps {
  readonly id: string;
  readonly entry: ChatEntry;
  readonly leads: boolean;
  readonly page: Pick<RoomPlace, "me">;
  readonly open: OpenRoom;
  readonly room: ChatRoom;
  /** Whether its actions are shown. */
  readonly active: boolean;
  /** Whether it is the one that was asked for. */
  readonly located: boolean;
  /** Whether the focus is in it: then Tab leads through its controls. */
  readonly focused: boolean;
  /** Whether Tab leads to it. */
  readonly current: boolean;
  readonly onActive: (id: string | undefined) => void;
  readonly onFocused: (id: string | undefined) => void;
}
