import type { ChatUser, HubClient } from "@realtimehub/client";
import { useEffect } from "preact/hooks";
import { Trouble } from "../connection/Trouble";
import { useChatPage } from "./state/chatPage";
import { RoomsPane } from "./rooms/RoomsPane";
import { RoomView } from "./room/RoomView";

/** The rooms, and the one that is open. On a phone one of the two is seen. */
export function Chat({ client, me, onLeave }: { client: HubClient; me: ChatUser; onLeave: () => void }) {
  const page = useChatPage(client, me);
  const { open } = page;
  useEffect(() => {
    const what = open ? `${open.title} · Chat` : "Chat";
    document.title = `${page.unread > 0 ? `(${page.unread}) ` : ""}${what} · RealtimeHub`;
  });
  useEffect(() => void document.body.classList.toggle("in-room", open !== undefined), [open]);
  return (
    <div class="chat">
      <Trouble client={client} />
      <RoomsPane page={page} onLeave={onLeave} />
      <div class="room-place">
        {open ? <RoomView key={open.name} page={page} open={open} /> : <Welcome page={page} />}
      </div>
    </div>
  );
}

function Welcome({ page }: { page: ReturnType<typeof useChatPage> }) {
  const empty = page.list.rooms?.length === 0;
  return (
    <div class="blank">
      <h1>{empty ? "No rooms yet" : "Pick a room"}</h1>
      <p>{empty ? "Make the first one: the plus beside “Rooms”." : "Your rooms are on the left, with what you haven’t read."}</p>
    </div>
  );
}
