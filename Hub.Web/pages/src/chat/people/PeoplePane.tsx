import type { ChatUser } from "@realtimehub/client";
import type { ChatRoom } from "@realtimehub/client/chat";
import { Avatar } from "../../controls/Avatar";
import type { ChatPage } from "../state/chatPage";
import { Icon } from "../../controls/Icon";
import { mayChange } from "../moderation/rights";
import type { OpenRoom } from "../state/openRoom";
import { idTail, nameOf } from "../../words/names";
import { absent } from "../../people/people";
import { InviteForm } from "./InviteForm";

const mostAway = 200;

/** Who is here, who else is a member, who may be asked in, and how one leaves. */
export function PeoplePane({ page, open, room, onClose }: { page: ChatPage; open: OpenRoom; room: ChatRoom; onClose: () => void }) {
  const here = room.presence?.members ?? [];
  const present = new Set(here.map(({ userId }) => userId));
  const { away, gone } = absent(open.people.filter(({ userId }) => !present.has(userId)));
  const direct = open.info?.visibility === "direct";
  const person = (user: ChatUser) => <Person key={user.userId} page={page} open={open} user={user} />;
  return (
    <aside class="people" aria-label="People">
      <div class="people-head">
        <h2>Here now</h2>
        <button type="button" class="icon-button" aria-label="Close the list of people" onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      {room.presence && here.length === 0 && <p class="hint">{room.presence.users} people</p>}
      {/* Presence has the names of the tokens, members those that the users chose. */}
      <ul>{here.map((user) => person(open.memberOf(user.userId) ?? user))}</ul>
      {away.length > 0 && (
        <>
          <h2>Away</h2>
          <ul class="away">{away.slice(0, mostAway).map(person)}</ul>
        </>
      )}
      {gone.length > 0 && (
        <details class="gone-guests">
          <summary>{gone.length === 1 ? "1 guest has left" : `${gone.length} guests have left`}</summary>
          <ul class="away">{gone.slice(0, mostAway).map(person)}</ul>
        </details>
      )}
      {!direct && <InviteForm open={open} />}
      <div class="people-foot">
        {open.info && mayChange(open.info) && (
          <button type="button" class="button small" onClick={() => open.show({ kind: "settings" })}>
            Room settings
          </button>
        )}
        {!direct && (
          <button type="button" class="button small" onClick={() => open.show({ kind: "leave" })}>
            Leave the room
          </button>
        )}
        <p class="hint own-id">
          Your id, for invitations: <code>{page.me.userId}</code>
        </p>
      </div>
    </aside>
  );
}

/** Somebody in the list; others than oneself can be looked at closer. */
function Person({ page, open, user }: { page: ChatPage; open: OpenRoom; user: ChatUser }) {
  const role = open.memberOf(user.userId)?.role;
  const own = user.userId === page.me.userId;
  const inside = (
    <>
      <Avatar user={user} />
      <bdi>{nameOf(user)}</bdi>
      {open.isAmbiguous(user) && <code class="id-tail">{idTail(user)}</code>}
      <small>{[role !== "member" && role, own && "you"].filter(Boolean).join(", ")}</small>
    </>
  );
  if (own) {
    return (
      <li>
        <div class="person">
          {inside}
        </div>
      </li>
    );
  }
  return (
    <li>
      <button type="button" class="person" aria-haspopup="dialog" onClick={() => open.show({ kind: "person", user })}>
        {inside}
      </button>
    </li>
  );
}
