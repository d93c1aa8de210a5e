import type { Message } from "@realtimehub/client";
import type { ChatEntry, ChatRoom } from "@realtimehub/client/chat";
import { useMemo } from "preact/hooks";
import { Avatar } from "./Avatar";
import type { ChatPage } from "./chatPage";
import type { Draft } from "./Composer";
import { Icon } from "./Icon";
import { MessageActions } from "./MessageActions";
import { MessageText } from "./MessageText";
import { nameOf, type OpenRoom } from "./openRoom";
import { Reactions } from "./Reactions";
import { clock, fullTime } from "./rows";
import { reasonOf } from "./sentences";

export interface MessageRowProps {
  readonly id: string;
  readonly entry: ChatEntry;
  readonly leads: boolean;
  readonly page: ChatPage;
  readonly open: OpenRoom;
  readonly room: ChatRoom;
  /** Whether its actions are shown. */
  readonly active: boolean;
  /** Whether it is the one that was asked for. */
  readonly located: boolean;
  readonly onActive: (id: string | undefined) => void;
  readonly onDraft: (draft: Draft) => void;
}

/** One message. It is drawn again only when it or what concerns it has changed. */
export function MessageRow(props: MessageRowProps) {
  const { entry, leads, open, active, located } = props;
  const names = open.named(entry.message.mentions).map(({ name }) => name).join("\n");
  return useMemo(() => <Drawn {...props} />, [entry, leads, active, located, names, open.muted, open.info?.role]);
}

function Drawn(props: MessageRowProps) {
  const { id, entry, leads, page, open, room, active, located, onActive } = props;
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
      tabIndex={located ? -1 : undefined}
      onPointerEnter={({ pointerType }) => pointerType === "mouse" && onActive(id)}
      onFocusIn={() => onActive(id)}
    >
      <article aria-label={`${own ? "You" : nameOf(author)}, ${clock(message.time)}`}>
        <div class="gutter">{leads ? <Avatar user={author} /> : <time class="side-time">{clock(message.time)}</time>}</div>
        <div class="body">
          {message.replyTo && <Reference message={message} onShow={(messageId) => open.lookFor(messageId)} />}
          {leads && (
            <header>
              <bdi class="author">{nameOf(author)}</bdi>
              <time dateTime={new Date(message.time).toISOString()} title={fullTime(message.time)}>
                {clock(message.time)}
              </time>
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
    </li>
  );
}

/** What a message answers. */
function Reference({ message, onShow }: { message: Message; onShow: (messageId: number) => void }) {
  const { messageId, author, excerpt } = message.replyTo!;
  return (
    <button type="button" class="reference" onClick={() => onShow(messageId)}>
      <span class="unseen">In reply to </span>
      <bdi class="reference-author">{nameOf(author)}</bdi>
      <bdi class="excerpt">{excerpt || "a message that is gone"}</bdi>
    </button>
  );
}

/** Where an own message stands. */
function Sending({ entry, open, room }: { entry: ChatEntry; open: OpenRoom; room: ChatRoom }) {
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
          <button type="button" class="text-button" onClick={() => open.retry(entry)}>
            Try again
          </button>
          <button type="button" class="text-button" onClick={() => room.discard(entry)}>
            Discard
          </button>
        </span>
      );
  }
}
