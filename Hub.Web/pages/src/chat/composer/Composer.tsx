import type { ChatUser } from "@realtimehub/client";
import type { ChatRoom } from "@realtimehub/client/chat";
import { useEffect, useLayoutEffect, useReducer, useRef, useState } from "preact/hooks";
import { Icon } from "../../controls/Icon";
import { useTimeUntil } from "../state/useTimeUntil";
import { slowModeLineId } from "../moderation/SlowModeLine";
import type { OpenRoom } from "../state/openRoom";
import { isComposing } from "../../controls/composing";
import { DraftLine } from "./DraftLine";
import { MentionList, mentionId, mentionListId } from "./MentionList";
import { candidates, completed, mentionBefore, type MentionStart } from "./mentions";

interface Props {
  readonly open: OpenRoom;
  readonly room: ChatRoom;
  readonly me: string;
}

/** Where one writes: Enter sends, Shift+Enter breaks the line, Escape leaves a reply or an edit, Up edits one's last message. */
export function Composer({ open, room, me }: Props) {
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  const { text, draft } = open.draft;
  const [mention, setMention] = useState<MentionStart>();
  const [chosen, setChosen] = useState(0);
  const meant = mention ? candidates(open.people.filter(({ userId }) => userId !== me), mention.written) : [];
  const waits = useTimeUntil(open.place, open.nextPostTime) > 0 && draft.kind !== "edit";
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => () => room.setTyping(false), [room]);
  // A phone would open its keyboard over what is to be read.
  useEffect(() => void (matchMedia("(hover: hover)").matches && field.current?.focus()), []);
  const subject = draft.kind === "new" ? "new" : `${draft.kind} ${draft.message.messageId}`;
  const drawn = useRef(subject);
  // Before the page is painted: the next key belongs here.
  useLayoutEffect(() => {
    if (subject !== "new" && subject !== drawn.current) field.current?.focus();
    drawn.current = subject;
  }, [subject]);
  useLayoutEffect(() => {
    const { current } = field;
    if (!current) return;
    current.style.height = "auto";
    current.style.height = `${Math.min(current.scrollHeight, 220)}px`;
  }, [text]);

  const write = (written: string, caret: number): void => {
    open.draft.write(written);
    setMention(mentionBefore(written, caret));
    setChosen(0);
    if (open.draft.draft.kind !== "edit") room.setTyping(written !== "");
    redraw(undefined);
  };
  const pick = (user: ChatUser): void => {
    const { text: written, caret } = completed(open.draft.text, mention!, user, open.people);
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
    open.draft.cancel();
    redraw(undefined);
  };
  const send = (): void => {
    const { text, draft } = open.draft;
    const said = text.replace(/\s+$/u, "");
    if (said.trim() === "" || waits) return;
    open.draft.end();
    if (draft.kind === "edit") void open.saveEdit(draft.message, said);
    else open.post(said, draft.kind === "reply" ? draft.message.messageId : undefined);
    setMention(undefined);
    redraw(undefined);
  };
  const editLast = (): boolean => {
    const last = room.messages.findLast(({ state, message }) => state === "sent" && message.author.userId === me && !message.deleted);
    if (last) open.edit(last.message);
    redraw(undefined);
    return last !== undefined;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (isComposing(event)) return;
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
      <DraftLine draft={draft} onCancel={cancel} />
      <div class="field">
        {meant.length > 0 && <MentionList users={meant} isAmbiguous={(user) => open.isAmbiguous(user)} chosen={chosen} onPick={pick} />}
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
