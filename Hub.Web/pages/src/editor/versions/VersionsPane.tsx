import type { DocumentVersion } from "@realtimehub/client";
import { useEffect, useState } from "preact/hooks";
import { Icon } from "../../controls/Icon";
import { Refused } from "../../controls/Refused";
import { clock, dayName, fullTime } from "../../words/times";
import type { OpenDocument } from "../state/openDocument";
import { useTask } from "../state/useTask";
import type { Versions } from "../state/versions";

/** What the document was: versions that people saved, and those that the server saved by itself. */
export function VersionsPane({ open, versions }: { open: OpenDocument; versions: Versions }) {
  useEffect(() => void versions.read(), [versions]);
  const close = (): void => {
    void versions.show(undefined);
    open.show(undefined);
  };
  return (
    <aside class="panel" aria-label="Versions">
      <header class="panel-head">
        <h2>Versions</h2>
        <button type="button" class="icon-button" aria-label="Close the versions" onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      {open.writable && <SaveVersion versions={versions} />}
      <div class="panel-hint">
        <Refused text={versions.refused} />
        <p class="hint" role="status">
          {versions.list === undefined ? "Loading…" : versions.list.length === 0 ? "None yet. One is saved by itself after a while of editing." : ""}
        </p>
      </div>
      <ul class="versions">
        {versions.list?.map((version) => (
          <li key={version.versionId}>
            <VersionButton version={version} shown={versions.shown?.version.versionId === version.versionId} onShow={() => void versions.show(version)} />
          </li>
        ))}
        {versions.hasMore && (
          <li>
            <button type="button" class="text-button" onClick={() => void versions.readMore()}>
              Older ones
            </button>
          </li>
        )}
      </ul>
    </aside>
  );
}

function VersionButton({ version, shown, onShow }: { version: DocumentVersion; shown: boolean; onShow: () => void }) {
  const { label, automatic, createdTime, author } = version;
  return (
    <button type="button" class="version" aria-pressed={shown} title={fullTime(createdTime)} onClick={onShow}>
      <strong>
        <bdi>{label ?? (automatic ? "Automatic" : "Saved")}</bdi>
      </strong>
      <small>
        {dayName(createdTime, Date.now())}, {clock(createdTime)}
        {author && (
          <>
            , <bdi>{author.name ?? author.userId}</bdi>
          </>
        )}
      </small>
    </button>
  );
}

function SaveVersion({ versions }: { versions: Versions }) {
  const [label, setLabel] = useState("");
  const task = useTask();
  return (
    <form
      class="save-version"
      onSubmit={(event) => {
        event.preventDefault();
        task.run(() => versions.save(label.trim()), () => setLabel(""));
      }}
    >
      <label for="version-label">Name of a new version</label>
      <div class="field-row">
        <input id="version-label" value={label} maxLength={200} placeholder="May be empty" autoComplete="off" onInput={({ currentTarget }) => setLabel(currentTarget.value)} />
        <button class="button small" disabled={task.busy}>
          Save
        </button>
      </div>
      <Refused text={task.refused} />
    </form>
  );
}
