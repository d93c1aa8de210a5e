import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import type { SignalRProvider } from "@realtimehub/client/documents";

/**
 * The others' edits wait while an input method composes a word: one next to the composition would end it in the middle, and
 * the input method would write its beginning twice.
 */
export function undisturbedComposition(provider: SignalRProvider): Extension {
  let release: (() => void) | undefined;
  const end = (): void => {
    const ended = release;
    release = undefined;
    // First the editor reads what was composed.
    setTimeout(() => ended?.(), 0);
  };
  return EditorView.domEventHandlers({
    compositionstart: () => void (release ??= provider.hold()),
    compositionend: end,
    blur: end,
  });
}
