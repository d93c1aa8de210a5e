import type { InviteNotice } from "@realtimehub/client";
import { useState } from "preact/hooks";
import type { ChatEntry } from "@realtimehub/client/chat";
import type { ChatPage } from "./chatPage";
import { Composer, type Draft } from "./Composer";
import { Icon } from "./Icon";
import { MessageLog } from "./MessageLog";
import { nameOf, type OpenRoom } from "./openRoom";
import { PeoplePane } from "./PeoplePane";
import { SearchPane } from "./search/SearchPane";
import { useSearchKeys } from "./search/searchKeys";
import { TypingLine } from "./TypingLine";

/** Where what stands beside the conversation would stand over it. */
const narrow = "(max-width: 1040px)";

const focusField = (): void => document.querySelector<HTMLElement>(".composer textarea")?.focus();

/** One room: what it is, who is here, what was said, and where to write. */
export function RoomView({ page, open }: { page: ChatPage; open: OpenRoom }) {
  const [draft, setDraft] = useState<Draft>({ kind: "new" });
  const [peopleShown, showPeople] = useState(false);
  /** How often the search was asked for; 0 while it isn't there. */
  const [searchAsked, askSearch] = useState(0);
  const { room, info } = open;
  const title = info ? open.title : (invitationTo(page, open)?.title ?? open.title);
  const here = room?.presence;
  const editOwn = (entry: ChatEntry): void => setDraft({ kind: "edit", message: entry.message });
  const inside = room !== undefined && !open.refused;
  const searching = inside && searchAsked > 0;
  const beginSearch = (): void => askSearch(inside ? searchAsked + 1 : 0);
  const endSearch = (): void => {
    if (!searching) return;
    askSearch(0);
    focusField();
  };
  const pick = (messageId: number): void => {
    if (matchMedia(narrow).matches) askSearch(0);
    open.lookFor(messageId);
  };
  useSearchKeys(beginSearch, endSearch);
  const layout = ["room", !inside && "alone", peopleShown && "with-people", searching && "searching"].filter(Boolean).join(" ");
  return (
    <div class={layout}>
      <section class="conversation" aria-label={title}>
        <header class="room-head">
          <a class="icon-button back" href="#" aria-label="All rooms">
            <Icon name="back" />
          </a>
          <div class="room-name">
            <h1>
              {info?.visibility === "private" && <Icon name="lock" />}
              <bdi>{title}</bdi>
            </h1>
            {info?.topic && (
              <p>
                <bdi>{info.topic}</bdi>
              </p>
            )}
          </div>
          {inside && (
            <button type="button" class="icon-button" aria-label="Search this room" title="Search (Ctrl K)" aria-expanded={searching} onClick={beginSearch}>
              <Icon name="search" />
            </button>
          )}
          {room && (
            <button type="button" class="button small people-button" aria-expanded={peopleShown} onClick={() => showPeople(!peopleShown)}>
              <Icon name="people" />
              <span>
                {here?.users ?? 1}
                <span class="unseen"> people here</span>
              </span>
            </button>
          )}
        </header>
        {inside ? (
          <>
            <MessageLog page={page} open={open} room={room} onDraft={setDraft} />
            {open.notice && (
              <p class="notice" role="alert">
                {open.notice}
              </p>
            )}
            <TypingLine users={room.typing} />
            <Composer open={open} room={room} me={page.me.userId} draft={draft} onDraft={setDraft} onEdit={editOwn} />
          </>
        ) : (
          <Outside page={page} open={open} />
        )}
      </section>
      {searching && <SearchPane open={open} search={open.search} asked={searchAsked} onClose={endSearch} onPick={pick} />}
      {inside && !searching && <PeoplePane page={page} open={open} room={room} onClose={() => showPeople(false)} />}
    </div>
  );
}

/** A private room shows nothing of itself before one has joined; the invitation says what it is called. */
function invitationTo(page: ChatPage, open: OpenRoom): InviteNotice | undefined {
  return page.list.invitations.find(({ room }) => room === open.name);
}

/** A room that one isn't in: it can be joined, or not even seen. */
function Outside({ page, open }: { page: ChatPage; open: OpenRoom }) {
  const invitation = invitationTo(page, open);
  if (open.refused && !invitation) {
    return (
      <div class="blank">
        <h2>This room is closed to you</h2>
        <p>It doesn’t exist, or it is private and you aren’t invited, or you were asked to leave.</p>
        <p class="hint">{open.refused.message}</p>
      </div>
    );
  }
  if (!open.loaded) return <div class="blank hint" aria-busy="true">Loading…</div>;
  return (
    <div class="blank">
      <h2>{invitation ? <><bdi>{nameOf(invitation.by)}</bdi> invites you</> : "You aren’t in this room yet"}</h2>
      <p>Join it to read what was said and to say something yourself.</p>
      <button type="button" class="button main" onClick={() => void page.join()}>
        <span>
          Join <bdi>{open.info?.title ?? invitation?.title ?? open.name}</bdi>
        </span>
      </button>
      {open.notice && <p role="alert">{open.notice}</p>}
    </div>
  );
}
