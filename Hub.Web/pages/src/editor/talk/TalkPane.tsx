import { useEffect, useState } from "preact/hooks";
import { Composer } from "../../chat/composer/Composer";
import { Icon } from "../../controls/Icon";
import { EmojiDialog } from "../../chat/emoji/EmojiDialog";
import { MessageLog } from "../../chat/messages/MessageLog";
import { MutedLine } from "../../chat/moderation/MutedLine";
import { SlowModeLine } from "../../chat/moderation/SlowModeLine";
import { TypingLine } from "../../chat/room/TypingLine";
import type { OpenRoom } from "../../chat/state/openRoom";
import type { EditorPage } from "../state/editorPage";
import type { OpenDocument } from "../state/openDocument";
import { Talk } from "./talk";

/** The chat beside the document, with the chat page's own parts. */
export function TalkPane({ page, open }: { page: EditorPage; open: OpenDocument }) {
  const [talk, setTalk] = useState<Talk>();
  useEffect(() => {
    const made = new Talk(page, open);
    setTalk(made);
    return () => made.close();
  }, [open]);
  return (
    <aside class="panel talk" aria-label="Chat">
      <header class="panel-head">
        <h2>Chat</h2>
        <button type="button" class="icon-button" aria-label="Close the chat" onClick={() => open.show(undefined)}>
          <Icon name="close" />
        </button>
      </header>
      {talk?.room?.room && !talk.room.refused ? (
        <Conversation talk={talk} open={talk.room} />
      ) : (
        <p class="hint panel-hint" role="status">
          {talk?.refused ?? talk?.room?.refused?.message ?? "Opening…"}
        </p>
      )}
    </aside>
  );
}

function Conversation({ talk, open }: { talk: Talk; open: OpenRoom }) {
  const room = open.room!;
  return (
    <>
      <MessageLog page={talk} open={open} room={room} />
      {open.notice && (
        <p class={open.notice.good ? "notice good" : "notice"} role={open.notice.good ? "status" : "alert"}>
          {open.notice.text}
        </p>
      )}
      <div class="below">
        <TypingLine users={room.typing} />
        <SlowModeLine open={open} />
      </div>
      {open.muted ? <MutedLine open={open} /> : <Composer open={open} room={room} me={talk.me.userId} />}
      {open.dialog?.kind === "emoji" && <EmojiDialog open={open} message={open.dialog.message} />}
    </>
  );
}
