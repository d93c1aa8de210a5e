import type { Message } from "@realtimehub/client";
import { useLayoutEffect, useRef } from "preact/hooks";
import { isComposing } from "../../controls/composing";
import { Icon } from "../../controls/Icon";
import type { OpenRoom } from "../state/openRoom";
import { reasonOf } from "../state/refusalWords";
import type { RoomSearch } from "../state/roomSearch";
import { SearchResult } from "./SearchResult";

interface Props {
  readonly open: OpenRoom;
  readonly search: RoomSearch;
  /** Another one each time that the search is asked for: the field gets the focus. */
  readonly asked: number;
  readonly onClose: () => void;
  readonly onPick: (message: Message) => void;
  readonly titleOf: (room: string) => string;
}

/** Finds messages of the room by their words. */
export function SearchPane({ open, search, asked, onClose, onPick, titleOf }: Props) {
  const pane = useRef<HTMLElement>(null);
  const field = useRef<HTMLInputElement>(null);
  // Before the page is painted: what is typed right after belongs here.
  useLayoutEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, [asked]);
  /** The arrows go from the field into the results and among them. */
  const move = (event: KeyboardEvent, by: 1 | -1): void => {
    const stops = [...pane.current!.querySelectorAll<HTMLElement>(".search-field input, .result, .older-results")];
    const at = stops.indexOf(document.activeElement as HTMLElement);
    if (at < 0) return;
    event.preventDefault();
    stops[Math.min(Math.max(at + by, 0), stops.length - 1)]?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (isComposing(event)) return;
    if (event.key === "Escape") onClose();
    else if (event.key === "ArrowDown") move(event, 1);
    else if (event.key === "ArrowUp") move(event, -1);
  };
  return (
    <aside class="search" aria-label={`Search in ${open.title}`} ref={pane} onKeyDown={onKeyDown}>
      <form
        class="search-field"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          search.now();
        }}
      >
        <Icon name="search" />
        <input
          ref={field}
          type="text"
          enterkeyhint="search"
          aria-label="Words to find"
          placeholder="Find in this room"
          value={search.query}
          maxLength={200}
          autoComplete="off"
          dir="auto"
          onInput={({ currentTarget }) => search.type(currentTarget.value)}
        />
        <button type="button" class="icon-button" aria-label="Close the search" title="Close (Esc)" onClick={onClose}>
          <Icon name="close" />
        </button>
      </form>
      <label class="choice search-reach">
        <input type="checkbox" checked={search.everywhere} onChange={({ currentTarget }) => search.reach(currentTarget.checked)} />
        In all my rooms
      </label>
      <p class="search-state" role="status">
        {stateOf(search)}
      </p>
      <div class="results-place" aria-busy={search.state === "searching"}>
        {search.state === "idle" && <Hints />}
        {search.results.length > 0 && (
          <ol class="results" aria-label="Messages found">
            {search.results.map((message) => (
              <SearchResult
                key={`${message.room} ${message.messageId}`}
                message={message}
                title={search.everywhere ? titleOf(message.room) : undefined}
                chosen={message.room === open.name && open.wanted?.messageId === message.messageId}
                words={search.words}
                onPick={onPick}
              />
            ))}
          </ol>
        )}
        {search.state === "failed" && (
          <div class="search-failed">
            <p role="alert">{reasonOf(search.error)}</p>
            <button type="button" class="button small" onClick={() => search.older()}>
              Try again
            </button>
          </div>
        )}
        {search.hasMore && search.state !== "failed" && (
          <button type="button" class="button small older-results" disabled={search.state === "searching"} onClick={() => search.older()}>
            Older results
          </button>
        )}
      </div>
    </aside>
  );
}

function Hints() {
  return (
    <ul class="search-hints hint">
      <li>Beginnings of words are enough, and all of them must be in a message.</li>
      <li>Capitals and accents don’t matter: “creme” finds “Crème”.</li>
    </ul>
  );
}

function stateOf({ state, results, hasMore, query }: RoomSearch): string {
  switch (state) {
    case "idle":
      return query.trim() === "" ? "" : "Messages are found by their words: enter a letter or a digit.";
    case "failed":
      return "";
    case "searching":
      return "Searching…";
    case "found":
      if (results.length === 0) return `Nothing here says “${query.trim()}”.`;
      return hasMore ? `The newest ${results.length} messages` : results.length === 1 ? "1 message" : `${results.length} messages`;
  }
}
