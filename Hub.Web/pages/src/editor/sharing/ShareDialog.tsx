import type { DocumentRole } from "@realtimehub/client";
import { useEffect, useState } from "preact/hooks";
import { Avatar } from "../../controls/Avatar";
import { Dialog } from "../../controls/Dialog";
import { Refused } from "../../controls/Refused";
import { nameOf } from "../../words/names";
import type { Links } from "../state/links";
import type { OpenDocument } from "../state/openDocument";
import type { NamedMember, Sharing } from "../state/sharing";
import { useTask } from "../state/useTask";
import { CopyAddress } from "./CopyAddress";
import { LinksPart } from "./LinksPart";
import { RoleChoice } from "./RoleChoice";

/** Who may do what; owners change it. */
export function ShareDialog({ open, sharing, links }: { open: OpenDocument; sharing: Sharing; links: Links }) {
  const task = useTask();
  const { owns, info } = open;
  useEffect(() => task.run(() => sharing.read(), () => undefined), [sharing]);
  return (
    <Dialog title={`Share ${open.title}`} onClose={() => open.ask(undefined)}>
      {() => (
        <>
          <CopyAddress />
          {owns && <AddMember sharing={sharing} />}
          <section class="dialog-part">
            <h3>Members</h3>
            <ul class="members">
              {sharing.members?.map((member) => (
                <li key={member.userId}>
                  <Avatar user={member} />
                  <span class="member-name">
                    <bdi>{nameOf(member)}</bdi>
                    {member.userId === open.me.userId && <small> you</small>}
                    {member.linkId !== undefined && <small> by a link</small>}
                  </span>
                  {owns ? <MemberRole member={member} onChange={(role) => task.run(() => sharing.setRole(member.userId, role), () => undefined)} /> : <small>{member.role}</small>}
                </li>
              ))}
            </ul>
            <Refused text={task.refused} />
          </section>
          {owns && <LinksPart links={links} sharing={sharing} />}
          {owns && info && (
            <section class="dialog-part">
              <label class="choice">
                <input
                  type="checkbox"
                  checked={info.visibility === "public"}
                  onChange={({ currentTarget }) => task.run(() => sharing.setVisibility(currentTarget.checked ? "public" : "private"), () => undefined)}
                />
                <span>
                  Public: everyone who is signed in finds it and edits it
                </span>
              </label>
            </section>
          )}
        </>
      )}
    </Dialog>
  );
}

function MemberRole({ member, onChange }: { member: NamedMember; onChange: (role: DocumentRole) => void }) {
  return <RoleChoice label={`Role of ${nameOf(member)}`} role={member.role} removable onChange={onChange} />;
}

function AddMember({ sharing }: { sharing: Sharing }) {
  const [who, setWho] = useState("");
  const [role, setRole] = useState<DocumentRole>("editor");
  const [done, setDone] = useState<string>();
  const task = useTask();
  const share = (wanted: string): void =>
    task.run(
      () => sharing.share(wanted, role),
      () => {
        setDone(`Shared with ${wanted}.`);
        setWho("");
      },
    );
  return (
    <form
      class="dialog-part invite"
      onSubmit={(event) => {
        event.preventDefault();
        if (who.trim()) share(who.trim());
        else task.refuse("Enter a name or an id.");
      }}
    >
      <label for="share-who">Share with</label>
      <div class="field-row">
        <input
          id="share-who"
          value={who}
          placeholder="Name or id"
          autoComplete="off"
          spellcheck={false}
          onInput={({ currentTarget }) => {
            setWho(currentTarget.value);
            setDone(undefined);
          }}
        />
        <RoleChoice label="Role" role={role} onChange={setRole} />
        <button class="button small" disabled={task.busy}>
          Share
        </button>
      </div>
      {who.trim() !== "" && (
        <ul aria-label="People you may mean">
          {sharing.suggested(who).map((user) => (
            <li key={user.userId}>
              <button type="button" class="person" onClick={() => share(user.userId)}>
                <Avatar user={user} />
                <bdi>{nameOf(user)}</bdi>
              </button>
            </li>
          ))}
        </ul>
      )}
      <Refused text={task.refused} />
      <p class="hint" role="status">
        {done}
      </p>
    </form>
  );
}
