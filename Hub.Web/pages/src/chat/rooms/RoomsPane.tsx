import type { Room } from "@realtimehub/client";
import { useRef, useState } from "preact/hooks";
import { connectionWords } from "../../connection/connectionWords";
import { Avatar } from "../../controls/Avatar";
import { addressOf } from "../state/addresses";
import type { ChatPage } from "../state/chatPage";
import { Icon } from "../../controls/Icon";
import { OwnName } from "./OwnName";
import { NoticesButton } from "./NoticesButton";
import { NewRoom } from "./NewRoom";
import { idTail, nameOf } from "../../words/names";
import { reasonOf } from "../state/refusalWords";

/** The rooms: the own ones with what is unread, people one talks to alone, and rooms to join. */
export function RoomsPane({ page, onLeave }: { page: ChatPage; onLeave: () => void }) {
  const [making, setMaking] = useState(false);
  const [renaming, setRenaming] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const cancel = (): void => {
    setMaking(false);
    opener.current?.focus();
  };
  const { list, me, client } = page;
  const rooms = list.own.filter(({ visibility }) => visibility !== "direct");
  const direct = list.own.filter(({ visibility }) => visibility === "direct");
  const { tone } = connectionWords(client.status);
  return (
    <nav class="rooms" aria-label="Rooms">
      <div class="rooms-head">
        <h2>Rooms</h2>
        <button type="button" ref={opener} class="icon-button" aria-label="New room" aria-expanded={making} title="New room" onClick={() => setMaking(!making)}>
          <Icon name={making ? "close" : "plus"} />
        </button>
      </div>
      {making && <NewRoom page={page} onDone={() => setMaking(false)} onCancel={cancel} />}
      <div role="status">
        {list.evictions.map((eviction) => (
          <p key={eviction.room} class="eviction">
            <span>
              <bdi>{eviction.title}</bdi>: {reasonOf(eviction.error)}
            </span>
            <button type="button" class="icon-button" aria-label={`Dismiss what is said about ${eviction.title}`} onClick={() => list.dismiss(eviction)}>
              <Icon name="close" />
            </button>
          </p>
        ))}
      </div>
      <div class="rooms-lists">
        {list.rooms === undefined && <p class="hint">Loading…</p>}
        {list.rooms?.length === 0 && !making && <p class="hint">None yet. Make the first one.</p>}
        <RoomLinks page={page} rooms={rooms} />
        {direct.length > 0 && <h3>People</h3>}
        <RoomLinks page={page} rooms={direct} />
        {list.invitations.length > 0 && <Invitations page={page} />}
        {list.others.length > 0 && <h3>Open to join</h3>}
        <RoomLinks page={page} rooms={list.others} />
      </div>
      {renaming && <OwnName page={page} onDone={() => setRenaming(false)} />}
      <div class="me">
        <Avatar user={me} />
        <span class="me-name">
          <button type="button" class="own-name" title="Change your name" aria-expanded={renaming} onClick={() => setRenaming(!renaming)}>
            <bdi>{nameOf(me)}</bdi>
          </button>
          <small>
            <span class={`dot ${tone}`} aria-hidden="true" /> {client.status.state === "connected" ? "online" : "offline"}
          </small>
        </span>
        <NoticesButton notices={page.notices} />
        <button type="button" class="button small" onClick={onLeave}>
          Sign out
        </button>
      </div>
    </nav>
  );
}

function Invitations({ page }: { page: ChatPage }) {
  return (
    <>
      <h3>Invitations</h3>
      <ul>
        {page.list.invitations.map((invitation) => (
          <li key={invitation.room}>
            <a class="room-link unread" href={addressOf(invitation)} aria-current={page.open?.name === invitation.room ? "page" : undefined}>
              <Avatar user={invitation.by} />
              <span class="room-title">
                <bdi>{invitation.title}</bdi>, from <bdi>{nameOf(invitation.by)}</bdi>
              </span>
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}

function RoomLinks({ page, rooms }: { page: ChatPage; rooms: readonly Room[] }) {
  if (rooms.length === 0) return null;
  return (
    <ul>
      {rooms.map((room) => (
        <li key={room.room}>
          <RoomLink page={page} room={room} />
        </li>
      ))}
    </ul>
  );
}

const titleOf = (room: Room): string => (room.with ? nameOf(room.with) : room.title);

function RoomLink({ page, room }: { page: ChatPage; room: Room }) {
  const current = page.open?.name === room.room;
  const { unread, mentions = 0 } = room.role ? page.list.countsOf(room.room) : { unread: 0 };
  return (
    <a class={`room-link${unread > 0 ? " unread" : ""}`} href={addressOf(room)} aria-current={current ? "page" : undefined}>
      {room.with ? <Avatar user={room.with} /> : <span class="sign">{room.visibility === "private" ? <Icon name="lock" /> : "#"}</span>}
      <bdi class="room-title">
        {titleOf(room)}
        {page.list.isAmbiguous(room) && <small> {room.with ? idTail(room.with) : room.room}</small>}
      </bdi>
      {mentions > 0 && (
        <span class="badge mention">
          @{mentions}
          <span class="unseen"> mentions of you</span>
        </span>
      )}
      {unread > 0 && (
        <span class="badge">
          {unread > 99 ? "99+" : unread}
          <span class="unseen"> unread</span>
        </span>
      )}
    </a>
  );
}
