import type { Message } from "@realtimehub/client";
import type { ChatEntry, ChatRoom } from "@realtimehub/client/chat";
import { useMemo } from "preact/hooks";
import { Avatar } from "../../controls/Avatar";
import { Icon } from "../../controls/Icon";
import { MessageActions } from "./MessageActions";
import type { MessageRowProps } from "./messageRowProps";
import { MessageText } from "./MessageText";
import { addressOf } from "../state/addresses";
import type { OpenRoom } from "../state/openRoom";
import { nameOf } from "../../words/names";
import { Reachable, useTabIndex } from "./reachable";
import { Reactions } from "./Reactions";
import { clock, fullTime } from "../../words/times";
import { reasonOf } from "../state/refusalWords";

/** One message. It is drawn again only when it or what concerns it has changed. */
export function MessageRow(props: MessageRowProps) {
  const { entry, leads, open, active, focused, located, current } = props;
  const names = open.named(entry.message.mentions).map(({ name }) => name).join("\n");
  return useMemo(() => <Drawn {...props} />, [entry, leads, active, focused, located, current, names, open.muted, open.info?.role]);
}

function Drawn(props: MessageRowProps) {
  const { id, entry, leads, page, open, room, active, focused, located, current, onActive, onFocused } = props;
  const { message, state } = entry;
  const me = page.me.userId;
  const own = message.author.userId === me;
  const settled = state === "sent";
  const author = own ? page.me : message.author;
  const mentioned = message.mentions.includes(me);
  return (
    <li
      data-row={id}
      class={["message", leads && "leads", own && "own", state, mentioned && "mentioned", active && "active", located && "located"].filter(Boolean).join(" ")}
      tabIndex={current ? 0 : -1}
      onPointerEnter={({ pointerType }) => pointerType === "mouse" && onActive(id)}
      onFocusIn={() => {
        onActive(id);
        onFocused(id);
      }}
      onFocusOut={({ currentTarget, relatedTarget }) => currentTarget.contains(relatedTarget as Node | null) || onFocused(undefined)}
    >
      <Reachable.Provider value={focused}>
      <article aria-label={`${own ? "You" : nameOf(author)}, ${clock(message.time)}`}>
        <div class="gutter">{leads ? <Avatar user={author} /> : <TimeLink message={message} />}</div>
        <div class="body">
          {message.replyTo && <Reference message={message} onShow={(messageId) => open.lookFor(messageId)} />}
          {leads && (
            <header>
              <bdi class="author">{nameOf(author)}</bdi>
              <TimeLink message={message} />
            </header>
          )}
          {message.deleted ? <p class="gone">This message was deleted.</p> : <MessageText text={message.text} named={open.named(message.mentions)} />}
          <p class="aside">
            {message.editedTime !== undefined && !message.deleted && <span title={fullTime(message.editedTime)}>edited</span>}
            {own && !message.deleted && <Sending entry={entry} open={open} room={room} />}
          </p>
          <Reactions message={message} me={me} open={open} room={room} />
        </div>
        {settled && !message.deleted && <MessageActions {...props} />}
      </article>
      </Reachable.Provider>
    </li>
  );
}

/** When it was said, and the address of the message once the server has it. */
function TimeLink({ message }: { message: Message }) {
  const tabIndex = useTabIndex();
  const time = (
    <time dateTime={new Date(message.time).toISOString()} title={fullTime(message.time)}>
      {clock(message.time)}
    </time>
  );
  if (message.messageId === 0) return time;
  return (
    <a class="time-link" href={addressOf(message, message.messageId)} tabIndex={tabIndex} aria-label={`Link to the message of ${clock(message.time)}`}>
      {time}
    </a>
  );
}

/** What a message answers. */
function Reference({ message, onShow }: { message: Message; onShow: (messageId: number) => void }) {
  const tabIndex = useTabIndex();
  const { messageId, author, excerpt } = message.replyTo!;
  return (
    <button type="button" class="reference" tabIndex={tabIndex} onClick={() => onShow(messageId)}>
      <span class="unseen">In reply to </span>
      <bdi class="reference-author">{nameOf(author)}</bdi>
      <bdi class="excerpt">{excerpt || "a message that is gone"}</bdi>
    </button>
  );
}

/** Where an own message stands. */
function Sending({ entry, open, room }: { entry: ChatEntry; open: OpenRoom; room: ChatRoom }) {
  const tabIndex = useTabIndex();
  switch (entry.state) {
    case "sent":
      return (
        <span class="sending sent" title="Sent">
          <Icon name="check" />
          <span class="unseen">Sent</span>
        </span>
      );
    case "sending":
      return (
        <span class="sending">
          <Icon name="clock" /> Sending…
        </span>
      );
    case "failed":
      return (
        <span class="sending failed" role="alert">
          Not sent: {reasonOf(entry.error)}
          <button type="button" class="text-button" tabIndex={tabIndex} onClick={() => open.retry(entry)}>
            Try again
          </button>
          <button type="button" class="text-button" tabIndex={tabIndex} onClick={() => room.discard(entry)}>
            Discard
          </button>
        </span>
      );
  }
}
