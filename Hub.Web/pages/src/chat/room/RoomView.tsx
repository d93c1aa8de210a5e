import type { Message } from "@realtimehub/client";
import { useState } from "preact/hooks";
import { goTo } from "../state/addresses";
import type { ChatPage } from "../state/chatPage";
import { Composer } from "../composer/Composer";
import { Icon } from "../../controls/Icon";
import { MessageLog } from "../messages/MessageLog";
import { MutedLine } from "../moderation/MutedLine";
import { SlowModeLine } from "../moderation/SlowModeLine";
import type { OpenRoom } from "../state/openRoom";
import { Outside, invitationTo } from "./Outside";
import { PeoplePane } from "../people/PeoplePane";
import { RoomDialogs } from "./RoomDialogs";
import { SearchPane } from "../search/SearchPane";
import { useSearchKeys } from "../search/searchKeys";
import { TypingLine } from "./TypingLine";

/** Where what stands beside the conversation would stand over it. */
const narrow = "(max-width: 1040px)";

const focusField = (): void => document.querySelector<HTMLElement>(".composer textarea")?.focus();

/** One room: what it is, who is here, what was said, and where to write. */
export function RoomView({ page, open }: { page: ChatPage; open: OpenRoom }) {
  const [peopleShown, showPeople] = useState(false);
  /** How often the search was asked for; 0 while it isn't there. */
  const [searchAsked, askSearch] = useState(0);
  const { room, info } = open;
  const title = info ? open.title : (invitationTo(page, open)?.title ?? open.title);
  const here = room?.presence;
  const inside = room !== undefined && !open.refused;
  const searching = inside && searchAsked > 0;
  const beginSearch = (): void => askSearch(inside ? searchAsked + 1 : 0);
  const endSearch = (): void => {
    if (!searching) return;
    askSearch(0);
    focusField();
  };
  const pick = (message: Message): void => {
    if (matchMedia(narrow).matches) askSearch(0);
    if (message.room === open.name) open.lookFor(message.messageId);
    else goTo(message.room, message.messageId);
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
          {inside && (
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
            <MessageLog page={page} open={open} room={room} />
            {open.notice && (
              <p class={open.notice.good ? "notice good" : "notice"} role={open.notice.good ? "status" : "alert"}>
                {open.notice.text}
              </p>
            )}
            <div class="below">
              <TypingLine users={room.typing} />
              <SlowModeLine open={open} />
            </div>
            {open.muted ? (
              <MutedLine open={open} />
            ) : (
              <Composer open={open} room={room} me={page.me.userId} />
            )}
          </>
        ) : (
          <Outside page={page} open={open} />
        )}
      </section>
      {searching && <SearchPane open={open} search={open.search} asked={searchAsked} onClose={endSearch} onPick={pick} titleOf={(name) => page.list.titleOf(name)} />}
      {inside && !searching && <PeoplePane page={page} open={open} room={room} onClose={() => showPeople(false)} />}
      <RoomDialogs page={page} open={open} />
    </div>
  );
}
