import type { ChatRoom } from "@realtimehub/client/chat";
import { useState } from "preact/hooks";
import { Avatar } from "./Avatar";
import type { ChatPage } from "./chatPage";
import { Icon } from "./Icon";
import { nameOf, type OpenRoom } from "./openRoom";

/** Who is here, who else is a member, and how one leaves. */
export function PeoplePane({ page, open, room, onClose }: { page: ChatPage; open: OpenRoom; room: ChatRoom; onClose: () => void }) {
  const here = room.presence?.members ?? [];
  const present = new Set(here.map(({ userId }) => userId));
  const away = open.people.filter(({ userId }) => !present.has(userId));
  const direct = open.info?.visibility === "direct";
  const person = (user: { userId: string; name?: string | undefined }, isHere: boolean) => (
    <li key={user.userId} class={isHere ? "" : "away"}>
      <Avatar user={user} />
      <bdi>{nameOf(user)}</bdi>
      {user.userId === page.me.userId ? (
        <small>you</small>
      ) : (
        !direct && (
          <button type="button" class="text-button" aria-label={`Write to ${nameOf(user)} alone`} onClick={() => void open.attempt(page.openDirect(user.userId))}>
            Write
          </button>
        )
      )}
    </li>
  );
  return (
    <aside class="people" aria-label="People">
      <div class="people-head">
        <h2>Here now</h2>
        <button type="button" class="icon-button" aria-label="Close the list of people" onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      {room.presence && here.length === 0 && <p class="hint">{room.presence.users} people</p>}
      <ul>{here.map((user) => person(user, true))}</ul>
      {away.length > 0 && (
        <>
          <h2>Away</h2>
          <ul>{away.slice(0, 200).map((user) => person(user, false))}</ul>
        </>
      )}
      {open.info?.visibility === "private" && <Invite open={open} />}
      {!direct && (
        <button type="button" class="button small leave" onClick={() => void page.leave()}>
          Leave the room
        </button>
      )}
      <p class="hint own-id">
        Your id, for invitations: <code>{page.me.userId}</code>
      </p>
    </aside>
  );
}

function Invite({ open }: { open: OpenRoom }) {
  const [userId, setUserId] = useState("");
  const [done, setDone] = useState<string>();
  const invite = async (event: Event): Promise<void> => {
    event.preventDefault();
    const wanted = userId.trim();
    if (!wanted || !(await open.invite(wanted))) return;
    setDone(wanted);
    setUserId("");
  };
  return (
    <form class="invite" onSubmit={(event) => void invite(event)}>
      <label for="invite-id">Invite by id</label>
      <div>
        <input id="invite-id" value={userId} autoComplete="off" spellcheck={false} onInput={({ currentTarget }) => setUserId(currentTarget.value)} />
        <button class="button small">Invite</button>
      </div>
      {done && <p role="status">Invited.</p>}
    </form>
  );
}
