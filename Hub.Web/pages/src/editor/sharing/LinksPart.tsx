import type { DocumentLink, DocumentRole } from "@realtimehub/client";
import { useEffect, useState } from "preact/hooks";
import { Refused } from "../../controls/Refused";
import { nameOf } from "../../words/names";
import { timeName } from "../../words/times";
import type { Links } from "../state/links";
import type { Sharing } from "../state/sharing";
import { useTask } from "../state/useTask";
import { RoleChoice } from "./RoleChoice";

const roles: readonly DocumentRole[] = ["editor", "commenter", "reader"];

/** Links that give whoever opens them a role. */
export function LinksPart({ links, sharing }: { links: Links; sharing: Sharing }) {
  const [role, setRole] = useState<DocumentRole>("reader");
  const task = useTask();
  useEffect(() => task.run(() => links.read(), () => undefined), [links]);
  // The number of those who came by a link is as old as the list of members.
  const revoke = (link: DocumentLink): void => task.run(() => links.revoke(link).then(() => sharing.read()), () => undefined);
  return (
    <section class="dialog-part">
      <h3>Link</h3>
      <p class="hint">Whoever opens the link and signs in has its role, until you revoke it or take the role away.</p>
      <div class="field-row">
        <RoleChoice label="Role by the link" roles={roles} role={role} onChange={setRole} />
        <button type="button" class="button small" disabled={task.busy} onClick={() => task.run(() => links.make(role), () => undefined)}>
          Make link
        </button>
      </div>
      <ul class="members" aria-label="Links">
        {links.links?.map((link) => (
          <LinkRow key={link.linkId} link={link} address={links.addressOf(link)} by={sharing.members?.find(({ userId }) => userId === link.createdBy)} onRevoke={() => revoke(link)} />
        ))}
      </ul>
      <Refused text={task.refused} />
    </section>
  );
}

interface RowProps {
  readonly link: DocumentLink;
  readonly address: string | undefined;
  readonly by: { readonly userId: string; readonly name?: string | undefined } | undefined;
  readonly onRevoke: () => void;
}

function LinkRow({ link: { role, users, createdTime, createdBy }, address, by, onRevoke }: RowProps) {
  const [copied, setCopied] = useState(false);
  const people = `${users} ${users === 1 ? "person" : "people"}`;
  return (
    <li class="link-row">
      <span class="member-name">
        {role}{" "}
        <small>
          {people} · {timeName(createdTime, Date.now())}, <bdi>{nameOf(by ?? { userId: createdBy })}</bdi>
        </small>
      </span>
      {address && (
        <>
          <input readOnly aria-label={`Address of the ${role} link`} value={address} onFocus={({ currentTarget }) => currentTarget.select()} />
          {navigator.clipboard && (
            <button type="button" class="button small" onClick={() => void navigator.clipboard.writeText(address).then(() => setCopied(true), () => setCopied(false))}>
              {copied ? "Copied" : "Copy link"}
            </button>
          )}
        </>
      )}
      <button type="button" class="button small" onClick={onRevoke}>
        Revoke
      </button>
    </li>
  );
}
