import { useState } from "preact/hooks";
import { Avatar } from "../../controls/Avatar";
import type { OpenRoom } from "../state/openRoom";
import { nameOf } from "../../words/names";
import { Refused } from "../../controls/Refused";
import { useTask } from "../state/useTask";

/** Invites a user by name or by id. */
export function InviteForm({ open }: { open: OpenRoom }) {
  const [text, setText] = useState("");
  const [done, setDone] = useState<string>();
  const task = useTask();
  const { people, me } = open.place;
  const suggested = people.like(text, (userId) => userId !== me.userId && !open.memberOf(userId));
  const invite = (wanted: string): void =>
    task.run(
      async () => {
        await open.moderation.invite(await open.moderation.userMeant(wanted));
      },
      () => {
        setDone(wanted);
        setText("");
      },
    );
  return (
    <form
      class="invite"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim()) invite(text.trim());
        else task.refuse("Enter a name or an id.");
      }}
    >
      <label for="invite-who">Invite someone</label>
      <div class="field-row">
        <input
          id="invite-who"
          value={text}
          placeholder="Name or id"
          autoComplete="off"
          spellcheck={false}
          onInput={({ currentTarget }) => {
            setText(currentTarget.value);
            setDone(undefined);
          }}
        />
        <button class="button small" disabled={task.busy}>
          Invite
        </button>
      </div>
      {suggested.length > 0 && (
        <ul aria-label="People you may mean">
          {suggested.map((user) => (
            <li key={user.userId}>
              <button type="button" class="person" onClick={() => invite(user.userId)}>
                <Avatar user={user} />
                <bdi>{nameOf(user)}</bdi>
                <small>invite</small>
              </button>
            </li>
          ))}
        </ul>
      )}
      <Refused text={task.refused} />
      <p class="hint" role="status">
        {done !== undefined && "Invited."}
      </p>
    </form>
  );
}
