import { EditorState } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { yCollab, yUndoManagerKeymap } from "y-codemirror.next";
import type { OpenDocument } from "../state/openDocument";
import { undisturbedComposition } from "./composition";
import { remoteCursors } from "./remoteCursors";
import { editing, setWritable } from "./setup";

/** Where the text is written. It stands in a shadow root: there its style sheets need no `style` elements, which the page's policy forbids. */
export function TextEditor({ open, label, writable }: { open: OpenDocument; label: string; writable: boolean }) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  useLayoutEffect(() => {
    const root = place.current!.shadowRoot ?? place.current!.attachShadow({ mode: "open" });
    const { text, undo, provider } = open;
    const made = (view.current = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: text.toString(),
        extensions: [
          keymap.of(yUndoManagerKeymap),
          editing(label, writable),
          yCollab(text, null, { undoManager: undo }),
          remoteCursors(text, provider.awareness),
          undisturbedComposition(provider),
        ],
      }),
    }));
    if (matchMedia("(min-width: 721px)").matches) made.focus();
    return () => made.destroy();
  }, [open]);
  useEffect(() => void (view.current && setWritable(view.current, writable)), [writable]);
  return <div ref={place} class="text-place" />;
}
