import { useEffect } from "preact/hooks";
import { Icon } from "../../controls/Icon";
import { TalkPane } from "../talk/TalkPane";
import { TextEditor } from "../text/TextEditor";
import { ShareDialog } from "../sharing/ShareDialog";
import { VersionsPane } from "../versions/VersionsPane";
import { VersionView } from "../versions/VersionView";
import type { EditorPage } from "../state/editorPage";
import type { OpenDocument } from "../state/openDocument";
import { statusWords } from "../state/refusalWords";
import { DeleteDialog } from "./DeleteDialog";
import { ExportMenu } from "./ExportMenu";
import { Faces } from "./Faces";
import { RenameDialog } from "./RenameDialog";
import { SavedState } from "./SavedState";

/** One document: what it is called, who is in it, how it is saved, its text, and what stands beside it. */
export function DocumentView({ page, open }: { page: EditorPage; open: OpenDocument }) {
  const { panel, status, owns, writable } = open;
  const { versions } = page;
  const shown = panel === "versions" ? versions?.shown : undefined;
  const { advice } = statusWords(status);
  const gone = status.state === "refused" && (status.reason === "revoked" || status.reason === "deleted");
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === "Escape" && !event.defaultPrevented && open.panel && !document.querySelector("dialog[open]")) open.show(undefined);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [open]);
  return (
    <div class={panel ? "room document with-panel" : "room alone document"}>
      <section class="conversation" aria-label={open.title}>
        <header class="room-head">
          <a class="icon-button back" href="#" aria-label="All documents">
            <Icon name="back" />
          </a>
          <div class="room-name">
            <h1>
              {open.info?.visibility === "private" && <Icon name="lock" />}
              <bdi>{open.title}</bdi>
              {owns && (
                <button type="button" class="icon-button rename" aria-label="Rename" title="Rename" onClick={() => open.ask("rename")}>
                  <Icon name="edit" />
                </button>
              )}
            </h1>
            <SavedState status={status} readOnly={open.provider.access === "read"} />
          </div>
          <Faces others={open.others} />
          {!gone && (
            <>
              <button
                type="button"
                class="icon-button"
                aria-label="Versions"
                title="Versions"
                aria-expanded={panel === "versions"}
                onClick={() => open.show(panel === "versions" ? undefined : "versions")}
              >
                <Icon name="history" />
              </button>
              <button type="button" class="icon-button" aria-label="Chat" title="Chat" aria-expanded={panel === "chat"} onClick={() => open.show(panel === "chat" ? undefined : "chat")}>
                <Icon name="talk" />
              </button>
              <button type="button" class="button small share-button" aria-label="Share" onClick={() => open.ask("share")}>
                <Icon name="people" />
                <span class="share-word">Share</span>
              </button>
            </>
          )}
          <ExportMenu open={open} />
        </header>
        {advice && (
          <p class="advice" role="alert">
            {advice}
          </p>
        )}
        {open.loaded ? (
          <div class="text-area">
            <TextEditor open={open} label={`Text of ${open.title}`} writable={writable} />
            {shown && versions && <VersionView open={open} versions={versions} shown={shown} />}
          </div>
        ) : gone ? (
          <div class="blank">
            <h2>Nothing to see here</h2>
            <p>The address may be wrong, or the document was taken away or never shared with you.</p>
            <a class="button" href="#">
              All documents
            </a>
          </div>
        ) : (
          <p class="hint opening" role="status">
            Opening…
          </p>
        )}
      </section>
      {panel === "chat" && <TalkPane page={page} open={open} />}
      {panel === "versions" && versions && <VersionsPane open={open} versions={versions} />}
      {open.dialog === "share" && page.sharing && page.links && <ShareDialog open={open} sharing={page.sharing} links={page.links} />}
      {open.dialog === "rename" && <RenameDialog page={page} open={open} />}
      {open.dialog === "delete" && <DeleteDialog page={page} open={open} />}
    </div>
  );
}
