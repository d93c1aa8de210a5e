import type { Document } from "@realtimehub/client";
import { count } from "../../format";
import { momentName } from "../../words/times";
import type { AdminApi } from "../api/adminApi";
import { Listing } from "../controls/Listing";
import { Stand } from "../controls/Stand";
import { addressOf } from "../place/place";
import { usePoll } from "../state/usePoll";
import { documentRows } from "./documentRows";
import { Shown } from "../controls/Shown";

const everyMs = 3_000;
const most = 200;

/** The public documents, and the private ones that a user has open. */
export function DocumentsView({ api }: { api: AdminApi }) {
  const poll = usePoll(async () => {
    const [{ documents, next }, open] = await Promise.all([api.documents({ limit: most }), api.channels({ prefix: "doc:", limit: most })]);
    return { rows: documentRows(documents, open.channels), more: next !== undefined || open.next !== undefined };
  }, everyMs);
  return (
    <>
      <Stand poll={poll} />
      <div class={poll.away ? "stale" : undefined}>
        <Listing
          label="Documents"
          columns={[{ title: "Document" }, { title: "Made" }, { title: "Connections", look: "number" }, { title: "Updates", look: "number" }]}
          empty={poll.value && "There is no public document, and nobody has a private one open."}
          more={poll.value?.more ?? false}
          rows={(poll.value?.rows ?? []).map(({ documentId, document, channel }) => ({
            key: documentId,
            cells: [
              <>
                <a href={addressOf({ view: "channels", key: `doc:${documentId}` })}>
                  <Shown text={document?.title ?? documentId} />
                </a>
                <small> {document ? <Shown text={documentId} /> : "private"}</small>
              </>,
              document ? <Made document={document} /> : <span class="quiet">unknown</span>,
              count(channel?.subscribers ?? 0),
              channel ? `${count(channel.publicationsPerSecond)}/s` : <span class="quiet">closed</span>,
            ],
          }))}
        />
      </div>
    </>
  );
}

function Made({ document: { createdBy, createdTime } }: { document: Document }) {
  return (
    <span>
      {momentName(createdTime, Date.now())} by <Shown text={createdBy} />
    </span>
  );
}
