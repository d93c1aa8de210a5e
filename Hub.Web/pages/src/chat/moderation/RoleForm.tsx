import type { ChatUser, RoomRole } from "@realtimehub/client";
import { useState } from "preact/hooks";
import type { OpenRoom } from "../state/openRoom";
import { nameOf } from "../../words/names";
import { Refused } from "../../controls/Refused";
import { useTask } from "../state/useTask";

const roles: readonly { readonly role: RoomRole; readonly name: string; readonly may: string }[] = [
  { role: "member", name: "Member", may: "reads, writes, invites" },
  { role: "moderator", name: "Moderator", may: "and moderates members" },
  { role: "owner", name: "Owner", may: "and sets roles" },
];

/** Makes somebody a moderator, an owner or a plain member. */
export function RoleForm({ open, user, role, onDone }: { open: OpenRoom; user: ChatUser; role: RoomRole; onDone: () => void }) {
  const [wanted, setWanted] = useState(role);
  const task = useTask();
  const save = (event: Event): void => {
    event.preventDefault();
    const { name } = roles.find((one) => one.role === wanted)!;
    task.run(
      () => open.moderation.setRole(user.userId, wanted),
      () => {
        open.tell(`${nameOf(user)} is ${wanted === "owner" ? "an" : "a"} ${name.toLowerCase()} now.`);
        onDone();
      },
    );
  };
  return (
    <form class="dialog-part" onSubmit={save}>
      <fieldset>
        <legend>Role</legend>
        {roles.map((one) => (
          <label key={one.role} class="choice">
            <input type="radio" name="role" checked={wanted === one.role} onChange={() => setWanted(one.role)} />
            <span>
              {one.name} <small>{one.may}</small>
            </span>
          </label>
        ))}
      </fieldset>
      <Refused text={task.refused} />
      {wanted !== role && (
        <div class="dialog-ends">
          <button class="button small main" disabled={task.busy}>
            Set role
          </button>
        </div>
      )}
    </form>
  );
}
