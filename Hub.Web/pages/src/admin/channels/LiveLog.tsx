import type { Publication } from "@realtimehub/client";
import { useState } from "preact/hooks";
import { momentName } from "../../words/times";
import type { AdminApi } from "../api/adminApi";
import { LogTail } from "../state/logTail";
import { usePoll } from "../state/usePoll";
import { NewestFirst } from "./newestFirst";
import { Shown } from "../controls/Shown";

const everyMs = 1_000;
const firstPage = 100;
const shownCharacters = 600;

/** What is published, newest first. It can be held still to be read. */
export function LiveLog({ api, name }: { api: AdminApi; name: string }) {
  const [log] = useState(() => new NewestFirst<Publication>(firstPage));
  const [tail] = useState(
    () =>
      new LogTail((after, limit) => api.history(name, { ...(after !== undefined && { after }), limit }), firstPage, {
        take: (publication) => log.add(publication),
        restart: () => log.clear(),
      }),
  );
  usePoll(() => tail.next(), everyMs);
  const [held, setHeld] = useState<readonly Publication[]>();
  const shown = held ?? log.all;
  return (
    <section class="sheet log" aria-label="Publications">
      <header>
        <h2>Publications</h2>
        <button type="button" class="button small" aria-pressed={held !== undefined} onClick={() => setHeld(held ? undefined : [...log.all])}>
          {held ? "Continue" : "Hold still"}
        </button>
      </header>
      {shown.length === 0 ? (
        <p class="nothing">Nothing is kept here.</p>
      ) : (
        <ol>
          {shown.map((publication) => (
            <li key={publication.offset}>
              <p class="log-head">
                <span class="mono">{publication.offset}</span>
                <b>
                  <Shown text={publication.type} />
                </b>
                {publication.key !== undefined && (
                  <span>
                    key <bdi class="mono">{publication.key}</bdi>
                  </span>
                )}
                {publication.publisher && (
                  <span>
                    by <Shown text={publication.publisher.userId ?? "anonymous"} />
                  </span>
                )}
                <time dateTime={new Date(publication.time).toISOString()}>{momentName(publication.time, Date.now())}</time>
              </p>
              <pre tabIndex={0}>
                <bdi>{publication.removed ? "removed" : excerpt(publication.data)}</bdi>
              </pre>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function excerpt(data: unknown): string {
  const text = JSON.stringify(data);
  return text.length > shownCharacters ? `${text.slice(0, shownCharacters)}… (${text.length} characters)` : text;
}
