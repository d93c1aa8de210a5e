import type { ChatUser } from "@realtimehub/client";
import { useEffect, useState } from "preact/hooks";
import { Avatar } from "../../controls/Avatar";
import type { ChatPage } from "../state/chatPage";
import { Dialog } from "../../controls/Dialog";
import { ActForm } from "../moderation/ActForm";
import { acts, type Act } from "../state/acts";
import { rightsOver } from "../moderation/rights";
import { RoleForm } from "../moderation/RoleForm";
import type { OpenRoom } from "../state/openRoom";
import { nameOf } from "../../words/names";
import { Refused } from "../../controls/Refused";
import { useTask } from "../state/useTask";

/** One person: who it is, how to write to them, and what one may do about them in this room. */
export function PersonDialog({ page, open, user }: { page: ChatPage; open: OpenRoom; user: ChatUser }) {
  const [act, setAct] = useState<Act>();
  const member = open.memberOf(user.userId);
  const name = <bdi>{nameOf(member ?? user)}</bdi>;
  const title = act ? <>{act.word} {name}?</> : name;
  return (
    <Dialog title={title} picture={<Avatar user={member ?? user} />} onClose={() => open.show(undefined)}>
      {(close) =>
        act ? (
          <ActForm key={act.kind} open={open} act={act} user={member ?? user} onBack={() => setAct(undefined)} onDone={close} />
        ) : (
          <Overview page={page} open={open} user={member ?? user} onAct={setAct} onDone={close} />
        )
      }
    </Dialog>
  );
}

function Overview({ page, open, user, onAct, onDone }: { page: ChatPage; open: OpenRoom; user: ChatUser; onAct: (act: Act) => void; onDone: () => void }) {
  const { userId } = user;
  const task = useTask();
  const role = open.memberOf(userId)?.role;
  const rights = rightsOver(open.info!, page.me.userId, userId, role);
  const here = open.room?.presence?.members.some((member) => member.userId === userId);
  const offered = acts.filter(({ kind }) => rights[kind]);
  // Who is restricted only moderators may read.
  const moderates = offered.length > 0;
  useEffect(() => void (moderates && open.moderation.readRestrictions().catch(() => undefined)), [moderates]);
  const { banned = [], muted = [] } = open.moderation.restrictions ?? {};
  const isMuted = muted.some(({ user }) => user.userId === userId);
  const isBanned = banned.some(({ user }) => user.userId === userId);
  const does = (call: () => Promise<unknown>, said: string): void => task.run(call, () => (open.tell(said), onDone()));
  return (
    <>
      <p class="person-facts">
        {role === undefined ? "Not a member of this room" : `${role === "member" ? "Member" : role === "owner" ? "Owner" : "Moderator"}, ${here ? "here now" : "away"}`}
        <br />
        Id: <code>{userId}</code>
      </p>
      <div class="choices">
        {rights.write && (
          <button type="button" class="button small main" disabled={task.busy} onClick={() => task.run(() => page.openDirect(userId), onDone)}>
            Write to them alone
          </button>
        )}
        {rights.invite && (
          <button type="button" class="button small" disabled={task.busy} onClick={() => does(() => open.moderation.invite(userId), `${nameOf(user)} is invited.`)}>
            Invite to this room
          </button>
        )}
      </div>
      {rights.setRole && <RoleForm open={open} user={user} role={role!} onDone={onDone} />}
      {offered.length > 0 && (
        <section class="dialog-part" aria-label="Moderation">
          <h3>Moderation</h3>
          <div class="choices">
            {offered.map((act) => (
              <button type="button" key={act.kind} class="button small" onClick={() => onAct(act)}>
                {act.word}…
              </button>
            ))}
            {rights.mute && isMuted && (
              <button type="button" class="button small" disabled={task.busy} onClick={() => does(() => open.moderation.endMute(userId), `${nameOf(user)} may write.`)}>
                End a mute
              </button>
            )}
            {rights.unban && isBanned && (
              <button type="button" class="button small" disabled={task.busy} onClick={() => does(() => open.moderation.unban(userId), `${nameOf(user)} isn’t banned any more.`)}>
                Lift a ban
              </button>
            )}
          </div>
        </section>
      )}
      <Refused text={task.refused} />
    </>
  );
}
