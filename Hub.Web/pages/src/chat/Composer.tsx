import type { ChatUser, Message } from "@realtimehub/client";
import type { ChatEntry, ChatRoom } from "@realtimehub/client/chat";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon } from "./Icon";
import { MentionList, mentionId, mentionListId } from "./MentionList";
import { candidates, completed, mentionBefore, type MentionStart } from "./mentions";
import { slowModeLineId } from "./moderation/SlowModeLine";
import { nameOf, type OpenRoom } from "./openRoom";
import { TypingWord } from "./typingWord";
import { useTimeUntil } from "./useTimeUntil";

/** What is being written. */
export type Draft =
  | { readonly kind: "new" }
  | { readonly kind: "reply"; readonly message: Message }
  | { readonly kind: "edit"; readonly message: Message };

interface Props {
  readonly open: OpenRoom;
  readonly room: ChatRoom;
  readonly me: string;
  readonly draft: Draft;
  readonly onDraft: (draft: Draft) => void;
  readonly onEdit: (entry: ChatEntry) => void;
}

/** Where one writes: Enter sends, Shift+Enter breaks the line, Escape leaves a reply or an edit, Up edits one's last message. */
export function Composer({ open, room, me, draft, onDraft, onEdit }: Props) {
  const [text, setText] = useState("");
  const [mention, setMention] = useState<MentionStart>();
  const [chosen, setChosen] = useState(0);
  const meant = mention ? candidates(open.people.filter(({ userId }) => userId !== me), mention.written) : [];
  const waits = useTimeUntil(open.place, open.nextPostTime) > 0 && draft.kind !== "edit";
  const [typing] = useState(() => new TypingWord(room));
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => () => typing.end(), [typing]);
  // A phone would open its keyboard over what is to be read.
  useEffect(() => void (matchMedia("(hover: hover)").matches && field.current?.focus()), []);
  // Before the page is painted: what is typed right after must not be written over.
  useLayoutEffect(() => {
    if (draft.kind === "edit") setText(draft.message.text);
    if (draft.kind !== "new") field.current?.focus();
  }, [draft]);
  useLayoutEffect(() => {
    const { current } = field;
    if (!current) return;
    current.style.height = "auto";
    current.style.height = `${Math.min(current.scrollHeight, 220)}px`;
  }, [text]);

  const write = (written: string, caret: number): void => {
    setText(written);
    setMention(mentionBefore(written, caret));
    setChosen(0);
    if (draft.kind !== "edit") typing.wrote(written !== "");
  };
  const pick = (user: ChatUser): void => {
    const { text: written, caret } = completed(text, mention!, user);
    write(written, caret);
    requestAnimationFrame(() => field.current?.setSelectionRange(caret, caret));
  };
  /** Keys that are the list's while it is there. */
  const pickByKey = (key: string): boolean => {
    if (meant.length === 0) return false;
    if (key === "Enter" || key === "Tab") pick(meant[chosen]!);
    else if (key === "ArrowDown") setChosen((chosen + 1) % meant.length);
    else if (key === "ArrowUp") setChosen((chosen + meant.length - 1) % meant.length);
    else if (key === "Escape") setMention(undefined);
    else return false;
    return true;
  };
  const cancel = (): void => {
    if (draft.kind === "edit") setText("");
    onDraft({ kind: "new" });
  };
  const send = (): void => {
    const said = text.replace(/\s+$/u, "");
    if (said.trim() === "" || waits) return;
    typing.end();
    if (draft.kind === "edit") void open.attempt(room.edit(draft.message.messageId, said));
    else open.post(said, draft.kind === "reply" ? draft.message.messageId : undefined);
    setText("");
    setMention(undefined);
    onDraft({ kind: "new" });
  };
  const editLast = (): boolean => {
    const last = room.messages.findLast(({ state, message }) => state === "sent" && message.author.userId === me && !message.deleted);
    if (last) onEdit(last);
    return last !== undefined;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // While a word is composed, as for Japanese, Enter is the word's.
    if (event.isComposing) return;
    if (!event.shiftKey && pickByKey(event.key)) {
      event.preventDefault();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send();
    } else if (event.key === "Escape" && draft.kind !== "new") {
      cancel();
    } else if (event.key === "ArrowUp" && text === "" && draft.kind === "new" && editLast()) {
      event.preventDefault();
    }
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {draft.kind !== "new" && (
        <div class="draft-line">
          <span>{draft.kind === "edit" ? "Editing your message" : <>Reply to <bdi>{nameOf(draft.message.author)}</bdi></>}</span>
          <bdi class="excerpt">{draft.message.text}</bdi>
          <button type="button" class="icon-button" aria-label="Cancel" onClick={cancel}>
            <Icon name="close" />
          </button>
        </div>
      )}
      <div class="field">
        {meant.length > 0 && <MentionList users={meant} chosen={chosen} onPick={pick} />}
        <textarea
          ref={field}
          rows={1}
          value={text}
          dir="auto"
          placeholder={`Write to ${open.title}`}
          aria-label={draft.kind === "edit" ? "Edit your message" : `Write to ${open.title}`}
          enterkeyhint="send"
          aria-describedby={waits ? slowModeLineId : undefined}
          aria-autocomplete="list"
          aria-controls={meant.length > 0 ? mentionListId : undefined}
          aria-activedescendant={meant.length > 0 ? mentionId(chosen) : undefined}
          onInput={({ currentTarget }) => write(currentTarget.value, currentTarget.selectionStart)}
          onBlur={() => setMention(undefined)}
          onKeyDown={onKeyDown}
        />
        <button class="icon-button send" aria-label={draft.kind === "edit" ? "Save" : "Send"} disabled={text.trim() === "" || waits}>
          <Icon name={draft.kind === "edit" ? "check" : waits ? "clock" : "send"} />
        </button>
      </div>
    </form>
  );
}
