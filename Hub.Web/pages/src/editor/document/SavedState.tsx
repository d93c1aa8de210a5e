import type { DocumentStatus } from "@realtimehub/client/documents";
import { statusWords } from "../state/refusalWords";

/** Whether everything is stored. Read aloud when it changes for longer than a keystroke: not “saving”. */
export function SavedState({ status, readOnly }: { status: DocumentStatus; readOnly: boolean }) {
  const { tone, text } = readOnly && status.state === "saved" ? { tone: "good" as const, text: "Read only" } : statusWords(status);
  return (
    <p class="saved-state">
      <span class={`dot ${tone}`} aria-hidden="true" />
      <span aria-hidden="true">{text}</span>
      <span class="unseen" role="status">
        {status.state === "saving" ? "" : text}
      </span>
    </p>
  );
}
