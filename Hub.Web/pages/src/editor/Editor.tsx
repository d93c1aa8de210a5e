import type { ChatUser, HubClient } from "@realtimehub/client";
import { useEffect } from "preact/hooks";
import { Trouble } from "../connection/Trouble";
import { DocumentView } from "./document/DocumentView";
import { DocumentsPane } from "./documents/DocumentsPane";
import { useEditorPage } from "./state/editorPage";

/** The documents, and the one that is open. On a phone one of the two is seen. */
export function Editor({ client, me, onLeave }: { client: HubClient; me: ChatUser; onLeave: () => void }) {
  const page = useEditorPage(client, me);
  const { open } = page;
  useEffect(() => void (document.title = `${open ? `${open.title} · ` : ""}Editor · RealtimeHub`));
  useEffect(() => void document.body.classList.toggle("in-room", open !== undefined), [open]);
  return (
    <div class="chat editor">
      <Trouble client={client} />
      <DocumentsPane page={page} onLeave={onLeave} />
      <div class="room-place">
        {page.linkRefused && (
          <p class="advice" role="alert">
            {page.linkRefused}
          </p>
        )}
        {page.coming ? <Coming /> : open ? <DocumentView key={open.documentId} page={page} open={open} /> : <Welcome empty={page.list.documents?.length === 0 && !page.list.query} />}
      </div>
    </div>
  );
}

function Coming() {
  return (
    <p class="hint opening" role="status">
      Opening…
    </p>
  );
}

function Welcome({ empty }: { empty: boolean }) {
  return (
    <div class="blank">
      <h1>{empty ? "No documents yet" : "Pick a document"}</h1>
      <p>{empty ? "Make the first one: the plus beside “Documents”." : "Everyone who opens the same one writes in it at the same time."}</p>
    </div>
  );
}
