import { Icon } from "../../controls/Icon";
import { nameOf } from "../../words/names";
import type { Draft } from "../state/roomDraft";

/** Says above the field what is answered or changed; nothing for a new message. */
export function DraftLine({ draft, onCancel }: { draft: Draft; onCancel: () => void }) {
  if (draft.kind === "new") return null;
  const { author, text } = draft.message;
  return (
    <div class="draft-line">
      <span>{draft.kind === "edit" ? "Editing your message" : <>Reply to <bdi>{nameOf(author)}</bdi></>}</span>
      <bdi class="excerpt">{text}</bdi>
      <button type="button" class="icon-button" aria-label="Cancel" onClick={onCancel}>
        <Icon name="close" />
      </button>
    </div>
  );
}
