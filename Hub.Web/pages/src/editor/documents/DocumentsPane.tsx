import { useRef, useState } from "preact/hooks";
import { connectionWords } from "../../connection/connectionWords";
import { Avatar } from "../../controls/Avatar";
import { Icon } from "../../controls/Icon";
import { nameOf } from "../../words/names";
import type { DocumentList } from "../state/documentList";
import type { EditorPage } from "../state/editorPage";
import { DocumentLink } from "./DocumentLink";
import { NewDocument } from "./NewDocument";

/** The documents one may open, newest first, and those that fit a search. */
export function DocumentsPane({ page, onLeave }: { page: EditorPage; onLeave: () => void }) {
  const [making, setMaking] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const { list, me, client } = page;
  const { tone } = connectionWords(client.status);
  return (
    <nav class="rooms" aria-label="Documents">
      <div class="rooms-head">
        <h2>Documents</h2>
        <button type="button" ref={opener} class="icon-button" aria-label="New document" aria-expanded={making} title="New document" onClick={() => setMaking(!making)}>
          <Icon name={making ? "close" : "plus"} />
        </button>
      </div>
      {making && (
        <NewDocument
          page={page}
          onDone={() => setMaking(false)}
          onCancel={() => {
            setMaking(false);
            opener.current?.focus();
          }}
        />
      )}
      <div class="find">
        <Icon name="search" />
        <input
          type="search"
          aria-label="Find a document by its title or text"
          placeholder="Find in titles and texts"
          dir="auto"
          value={list.query}
          maxLength={200}
          autoComplete="off"
          spellcheck={false}
          onInput={({ currentTarget }) => list.search(currentTarget.value)}
        />
      </div>
      <div class="rooms-lists">
        <p class="hint" role="status">
          {hintOf(list, making)}
        </p>
        <ul>
          {list.documents?.map((document) => (
            <li key={document.documentId}>
              <DocumentLink document={document} current={page.open?.documentId === document.documentId} ambiguous={list.isAmbiguous(document)} words={list.words} />
            </li>
          ))}
        </ul>
      </div>
      <div class="me">
        <Avatar user={me} />
        <span class="me-name">
          <bdi>{nameOf(me)}</bdi>
          <small>
            <span class={`dot ${tone}`} aria-hidden="true" /> {client.status.state === "connected" ? "online" : "offline"}
          </small>
        </span>
        <button type="button" class="button small" onClick={onLeave}>
          Sign out
        </button>
      </div>
    </nav>
  );
}

function hintOf({ refused, documents, query, incomplete }: DocumentList, making: boolean): string {
  if (refused !== undefined) return refused;
  if (documents === undefined) return "Loading…";
  if (incomplete) return "Still looking through the texts…";
  if (documents.length > 0) return "";
  return query ? "Nothing fits." : making ? "" : "None yet. Make the first one.";
}
