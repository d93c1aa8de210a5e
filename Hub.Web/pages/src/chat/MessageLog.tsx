import type { ChatRoom } from "@realtimehub/client/chat";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { ChatPage } from "./chatPage";
import type { Draft } from "./Composer";
import { Icon } from "./Icon";
import { MessageRow } from "./MessageRow";
import type { OpenRoom } from "./openRoom";
import { dayName, rowsOf } from "./rows";
import { ScrollKeeper } from "./scrollKeeper";

/** How far from either end more messages are asked for. */
const moreWithinPx = 700;

interface Props {
  readonly page: ChatPage;
  readonly open: OpenRoom;
  readonly room: ChatRoom;
  readonly onDraft: (draft: Draft) => void;
}

/** What was said, oldest on top. Older messages come as one scrolls up; what one reads stays where it is. */
export function MessageLog({ page, open, room, onDraft }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLOListElement>(null);
  const keeper = useRef<ScrollKeeper | undefined>(undefined);
  const [active, setActive] = useState<string>();
  const [loading, setLoading] = useState(false);
  const [end, setEnd] = useState(true);
  /** The row of the message that was asked for, and the one that was brought into sight. */
  const [located, setLocated] = useState<{ readonly key: string }>();
  const brought = useRef<typeof located>(undefined);

  // Before the rows change below.
  keeper.current?.remember();
  const rows = rowsOf(room.messages, page.me.userId, open.reading.newFrom);
  const now = Date.now();

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
    setLocated({ key: rowsOf([entry], page.me.userId, undefined).at(-1)!.key });
  };
  useEffect(() => void (wanted && show(wanted.messageId)), [wanted]);

  return (
    <div class="log-place">
      <div
        class="log-scroller"
        ref={scroller}
        tabIndex={0}
        role="log"
        aria-label={`Messages in ${open.title}`}
        aria-live={loading ? "off" : "polite"}
        aria-busy={loading}
        onScroll={() => {
          keeper.current?.scrolled();
          look();
        }}
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
                    onActive={setActive}
                    onDraft={onDraft}
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
