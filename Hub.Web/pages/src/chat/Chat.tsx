import type { GuestToken, HubClient } from "@realtimehub/client";
import { useEffect } from "preact/hooks";
import { connectionWords } from "../connectionWords";
import { useChatPage } from "./chatPage";
import { RoomsPane } from "./RoomsPane";
import { RoomView } from "./RoomView";

/** The rooms, and the one that is open. On a phone one of the two is seen. */
export function Chat({ client, me, onLeave }: { client: HubClient; me: GuestToken; onLeave: () => void }) {
  const page = useChatPage(client, me);
  const { open } = page;
  useEffect(() => {
    const what = open ? `${open.title} · Chat` : "Chat";
    document.title = `${page.unread > 0 ? `(${page.unread}) ` : ""}${what} · RealtimeHub`;
  });
  useEffect(() => void document.body.classList.toggle("in-room", open !== undefined), [open]);
  return (
    <div class="chat">
      <RoomsPane page={page} onLeave={onLeave} />
      <div class="room-place">
        <Trouble client={client} />
        {open ? <RoomView key={open.name} page={page} open={open} /> : <Welcome page={page} />}
      </div>
    </div>
  );
}

/** Says that the connection is away; nothing while all is well. */
function Trouble({ client }: { client: HubClient }) {
  const { tone, text, spoken } = connectionWords(client.status);
  const well = client.status.state === "connected";
  return (
    <>
      <p class="unseen" role="status">
        {well ? "Connected" : spoken}
      </p>
      {!well && (
        <div class={`trouble ${tone}`}>
          <span class={`dot ${tone}`} aria-hidden="true" />
          <span aria-hidden="true">{text}</span>
          {"retryTime" in client.status && client.status.retryTime !== undefined && (
            <button type="button" class="button small" onClick={() => client.reconnectNow()}>
              Try now
            </button>
          )}
        </div>
      )}
    </>
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
