import type { InviteNotice } from "@realtimehub/client";
import type { ChatPage } from "../state/chatPage";
import { departureOf } from "../moderation/departure";
import type { OpenRoom } from "../state/openRoom";
import { nameOf } from "../../words/names";

/** A private room shows nothing of itself before one has joined; the invitation says what it is called. */
export function invitationTo(page: ChatPage, open: OpenRoom): InviteNotice | undefined {
  return page.list.invitations.find(({ room }) => room === open.name);
}

/** A room that one isn't in, or not any more: it can be joined, or not even seen. */
export function Outside({ page, open }: { page: ChatPage; open: OpenRoom }) {
  const { refused, info } = open;
  const invitation = invitationTo(page, open);
  if (!open.loaded) return <div class="blank hint" aria-busy="true">Loading…</div>;
  const departure = refused && !invitation && departureOf(refused, info?.visibility);
  return (
    <div class="blank">
      <div role={departure ? "alert" : undefined}>
        <h2>{departure ? departure.heading : invitation ? <><bdi>{nameOf(invitation.by)}</bdi> invites you</> : "You aren’t in this room yet"}</h2>
        <p>{departure ? departure.line : "Join it to read what was said and to say something yourself."}</p>
      </div>
      {(!departure || departure.mayJoin) && (
        <button type="button" class="button main" onClick={() => void page.join()}>
          <span>
            Join <bdi>{info?.title ?? invitation?.title ?? open.name}</bdi>
          </span>
        </button>
      )}
    </div>
  );
}
