import type { Restriction } from "@realtimehub/client";
import { useEffect } from "preact/hooks";
import { Avatar } from "../../controls/Avatar";
import { Refused } from "../../controls/Refused";
import { useTask } from "../state/useTask";
import { nameOf } from "../../words/names";
import type { OpenRoom } from "../state/openRoom";
import { timeName } from "../../words/times";

/** Who is banned and who is muted, each with the way to end it. */
export function Restrictions({ open }: { open: OpenRoom }) {
  const { moderation } = open;
  const task = useTask();
  useEffect(() => task.run(() => moderation.readRestrictions(), () => undefined), []);
  const { banned = [], muted = [] } = moderation.restrictions ?? {};
  return (
    <section class="dialog-part" aria-label="Banned and muted people">
      <RestrictionList title="Banned" list={banned} action="Lift the ban" busy={task.busy} onEnd={({ user }) => task.run(() => moderation.unban(user.userId), () => undefined)} />
      <RestrictionList title="Muted" list={muted} action="End the mute" busy={task.busy} onEnd={({ user }) => task.run(() => moderation.endMute(user.userId), () => undefined)} />
      <Refused text={task.refused} />
    </section>
  );
}

interface ListProps {
  readonly title: string;
  readonly list: readonly Restriction[];
  readonly action: string;
  readonly busy: boolean;
  readonly onEnd: (restriction: Restriction) => void;
}

function RestrictionList({ title, list, action, busy, onEnd }: ListProps) {
  return (
    <>
      <h3>{title}</h3>
      {list.length === 0 && <p class="hint">No one is {title.toLowerCase()}.</p>}
      <ul class="restrictions">
        {list.map((restriction) => (
          <li key={restriction.user.userId}>
            <Avatar user={restriction.user} />
            <span>
              <bdi>{nameOf(restriction.user)}</bdi>
              <small>
                {restriction.untilTime === undefined ? "for good" : `until ${timeName(restriction.untilTime, Date.now())}`}, by <bdi>{nameOf(restriction.by)}</bdi>
              </small>
            </span>
            <button type="button" class="button small" disabled={busy} aria-label={`${action} of ${nameOf(restriction.user)}`} onClick={() => onEnd(restriction)}>
              {action}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
