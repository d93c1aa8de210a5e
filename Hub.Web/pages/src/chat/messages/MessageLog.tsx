import type { ChatRoom } from "@realtimehub/client/chat";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { RoomPlace } from "../state/roomPlace";
import { Icon } from "../../controls/Icon";
import { MessageRow } from "./MessageRow";
import { nameOf } from "../../words/names";
import type { OpenRoom } from "../state/openRoom";
import { rowsOf } from "./rows";
import { rowAfter } from "./rowKeys";
import { dayName } from "../../words/times";
import { ScrollKeeper } from "./scrollKeeper";

/** How far from either end more messages are asked for. */
const moreWithinPx = 700;

interface Props {
  readonly page: Pick<RoomPlace, "me">;
  readonly open: OpenRoom;
  readonly room: ChatRoom;
}

/** What was said, oldest on top. Older messages come as one scrolls up; what one reads stays where it is. */
export function MessageLog({ page, open, room }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLOListElement>(null);
  const keeper = useRef<ScrollKeeper | undefined>(undefined);
  const [active, setActive] = useState<string>();
  const [loading, setLoading] = useState(false);
  const [end, setEnd] = useState(true);
  const [focused, setFocused] = useState<string>();
  /** The row that Tab leads to; the last one at first. */
  const [stop, setStop] = useState<string>();
  /** The row of the message that was asked for, and the one that was brought into sight. */
  const [located, setLocated] = useState<{ readonly key: string }>();
  const brought = useRef<typeof located>(undefined);

  // Before the rows change below.
  keeper.current?.remember();
  const rows = rowsOf(room.messages, page.me.userId, open.reading.newFrom, room.hasNewer ? [] : open.comings.list);
  const now = Date.now();
  const keys = rows.flatMap((row) => (row.kind === "message" ? [row.key] : []));
  const current = stop !== undefined && keys.includes(stop) ? stop : keys.at(-1);
  const focus = (id: string | undefined): void => {
    setFocused(id);
    if (id !== undefined) setStop(id);
  };
  /** Arrows go from message to message; Enter goes to what can be done with one, Escape back to it. */
  const onKeyDown = (event: KeyboardEvent): void => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>(".message") : null;
    if (!row || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.target !== row) {
      if (event.key !== "Escape") return;
      // Not also the end of a search.
      event.stopPropagation();
      return row.focus();
    }
    const next = rowAfter(keys, row.dataset.row!, event.key);
    if (event.key === "Enter") row.querySelector<HTMLElement>(".actions button")?.focus();
    else if (next !== undefined) keeper.current?.find(next)?.focus();
    else return;
    event.preventDefault();
  };

  const load = async (more: Promise<boolean>): Promise<void> => {
    setLoading(true);
    await open.attempt(more);
    setLoading(false);
  };
  const look = (): void => {
    const kept = keeper.current;
    if (!kept) return;
    // The end of an old place is not the room's.
    kept.atEnd &&= !room.hasNewer;
    setEnd(kept.atEnd);
    open.reading.lookAtEnd(kept.atEnd);
    if (loading) return;
    const { scrollTop, scrollHeight, clientHeight } = scroller.current!;
    if (room.hasOlder && scrollTop < moreWithinPx) void load(room.loadOlder());
    else if (room.hasNewer && scrollHeight - scrollTop - clientHeight < moreWithinPx) void load(room.loadNewer());
  };

  const toEnd = (): void => {
    if (room.hasNewer) room.showNewest();
    setLocated(undefined);
    keeper.current?.toEnd();
    look();
  };

  useLayoutEffect(() => {
    const made = (keeper.current = new ScrollKeeper(scroller.current!, list.current!));
    if (!made.toRow("new")) made.toEnd();
    look();
    const watch = new ResizeObserver(() => made.atEnd && made.toEnd());
    watch.observe(scroller.current!);
    watch.observe(list.current!);
    return () => {
      watch.disconnect();
      open.reading.lookAtEnd(false);
    };
  }, []);
  useLayoutEffect(() => {
    keeper.current?.restore();
    if (!located || located === brought.current || !keeper.current?.toRow(located.key)) return;
    keeper.current.find(located.key)?.focus({ preventScroll: true });
    brought.current = located;
  });
  useLayoutEffect(() => void (open.posts > 0 && toEnd()), [open.posts]);
  // A page that doesn't fill the screen can't be scrolled.
  useEffect(look, [room.messages.length, room.hasOlder, loading]);
  useEffect(() => {
    if (!room.hasNewer) keeper.current?.scrolled();
    look();
  }, [room.hasNewer]);

  const { wanted } = open;
  const show = async (messageId: number): Promise<void> => {
    if (!(await open.attempt(room.showAround(messageId))) || open.wanted !== wanted) return;
    const entry = room.messages.find(({ message }) => message.messageId === messageId);
    if (!entry) return;
    keeper.current!.atEnd = false;
    setLocated({ key: rowsOf([entry], page.me.userId, undefined, []).at(-1)!.key });
  };
  useEffect(() => void (wanted && show(wanted.messageId)), [wanted]);

  return (
    <div class="log-place">
      <div
        class="log-scroller"
        ref={scroller}
        tabIndex={-1}
        role="log"
        aria-label={`Messages in ${open.title}`}
        aria-live={loading ? "off" : "polite"}
        aria-busy={loading}
        onScroll={() => {
          keeper.current?.scrolled();
          look();
        }}
        onKeyDown={onKeyDown}
        onPointerLeave={({ pointerType }) => pointerType === "mouse" && setActive(undefined)}
        onClick={(event) => {
          // The path as it was: what was clicked may have made way for something else by now.
          const onMessage = event.composedPath().some((one) => one instanceof Element && one.classList.contains("message"));
          if (!onMessage) setActive(undefined);
        }}
      >
        {!room.hasOlder && (
          <p class="beginning">
            {room.messages.length === 0 ? "Nothing was said here yet. Say the first word." : "This is where it began."}
          </p>
        )}
        <ol class="log" ref={list}>
          {rows.map((row) => {
            switch (row.kind) {
              case "day":
                return (
                  <li key={row.key} data-row={row.key} class="day-line">
                    <span>{dayName(row.time, now)}</span>
                  </li>
                );
              case "new":
                return (
                  <li key={row.key} data-row={row.key} class="new-line">
                    <span>New messages</span>
                  </li>
                );
              case "coming":
                return (
                  <li key={row.key} data-row={row.key} class="quiet-line">
                    <bdi>{nameOf(row.coming.user)}</bdi> {row.coming.kind === "joined" ? "joined the room" : "left the room"}
                  </li>
                );
              case "message":
                return (
                  <MessageRow
                    key={row.key}
                    id={row.key}
                    entry={row.entry}
                    leads={row.leads}
                    page={page}
                    open={open}
                    room={room}
                    active={active === row.key}
                    located={located?.key === row.key}
                    current={current === row.key}
                    focused={focused === row.key}
                    onActive={setActive}
                    onFocused={focus}
                  />
                );
            }
          })}
        </ol>
      </div>
      {(!end || room.hasNewer) && (
        <button type="button" class="button small to-end" onClick={toEnd}>
          <Icon name="down" />
          {room.unread > 0 ? `${room.unread} new` : "Newest"}
        </button>
      )}
    </div>
  );
}
