import type { ChatRoom } from "@realtimehub/client/chat";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { ChatPage } from "./chatPage";
import type { Draft } from "./Composer";
import { Icon } from "./Icon";
import { MessageRow } from "./MessageRow";
import type { OpenRoom } from "./openRoom";
import { dayName, rowsOf } from "./rows";
import { ScrollKeeper } from "./scrollKeeper";

/** How far from the top older messages are asked for. */
const olderWithinPx = 700;

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

  // Before the rows change below.
  keeper.current?.remember();
  const rows = rowsOf(room.messages, page.me.userId, open.newFrom);
  const now = Date.now();

  const loadOlder = async (): Promise<void> => {
    setLoading(true);
    await open.attempt(room.loadOlder());
    setLoading(false);
  };
  const look = (): void => {
    const kept = keeper.current;
    if (!kept) return;
    setEnd(kept.atEnd);
    open.lookAtEnd(kept.atEnd);
    if (room.hasOlder && !loading && scroller.current!.scrollTop < olderWithinPx) void loadOlder();
  };

  const toEnd = (): void => {
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
      open.lookAtEnd(false);
    };
  }, []);
  useLayoutEffect(() => keeper.current?.restore());
  useLayoutEffect(() => void (open.posts > 0 && toEnd()), [open.posts]);
  // A page that doesn't fill the screen can't be scrolled.
  useEffect(look, [room.messages.length, room.hasOlder, loading]);

  const show = async (messageId: number): Promise<void> => {
    while (room.hasOlder && (room.messages[0]?.message.messageId ?? 0) > messageId) {
      if (!(await open.attempt(room.loadOlder()))) return;
    }
    const row = room.messages.find(({ message }) => message.messageId === messageId);
    if (!row) return;
    requestAnimationFrame(() => {
      const key = rowsOf([row], page.me.userId, undefined).at(-1)!.key;
      keeper.current?.toRow(key);
      setActive(key);
    });
  };

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
                    onActive={setActive}
                    onDraft={onDraft}
                    onShow={(messageId) => void show(messageId)}
                  />
                );
            }
          })}
        </ol>
      </div>
      {!end && (
        <button type="button" class="button small to-end" onClick={toEnd}>
          <Icon name="down" />
          {room.unread > 0 ? `${room.unread} new` : "Newest"}
        </button>
      )}
    </div>
  );
}
