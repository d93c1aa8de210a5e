import { Refused } from "../../controls/Refused";
import { clock, dayName } from "../../words/times";
import type { OpenDocument } from "../state/openDocument";
import { useTask } from "../state/useTask";
import type { ShownVersion, Versions } from "../state/versions";
import { VersionText } from "./VersionText";

/** One version over the text: as it was, or what has changed since. */
export function VersionView({ open, versions, shown }: { open: OpenDocument; versions: Versions; shown: ShownVersion }) {
  const task = useTask();
  const { version, text } = shown;
  const name = `${version.label ?? (version.automatic ? "Automatic version" : "Saved version")}, ${dayName(version.createdTime, Date.now())}, ${clock(version.createdTime)}`;
  return (
    <section class="version-view" aria-label={name}>
      <header class="version-head">
        <label class="choice">
          <input type="checkbox" checked={versions.comparing} onChange={({ currentTarget }) => versions.compare(currentTarget.checked)} />
          Changes since then
        </label>
        <span class="version-acts">
          <button type="button" class="button small" onClick={() => void versions.show(undefined)}>
            Back to the text
          </button>
          {open.owns && (
            <button type="button" class="button small" disabled={task.busy} onClick={() => task.run(() => versions.remove(), () => undefined)}>
              Delete
            </button>
          )}
          {open.writable && (
            <button type="button" class="button small main" disabled={task.busy || text === undefined} onClick={() => task.run(() => versions.restore(), () => undefined)}>
              Restore
            </button>
          )}
        </span>
        <Refused text={task.refused ?? versions.refused} />
      </header>
      {text === undefined ? (
        <p class="hint opening" role="status">
          Opening…
        </p>
      ) : (
        <VersionText label={name} was={text} now={versions.comparing ? open.text.toString() : undefined} />
      )}
    </section>
  );
}
