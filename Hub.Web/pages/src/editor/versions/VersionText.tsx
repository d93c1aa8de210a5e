import { unifiedMergeView } from "@codemirror/merge";
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { useLayoutEffect, useRef } from "preact/hooks";
import { textBasics } from "../text/setup";

/** A version's text; with `now`, the present text with what came and what went since. */
export function VersionText({ label, was, now }: { label: string; was: string; now: string | undefined }) {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const root = place.current!.shadowRoot ?? place.current!.attachShadow({ mode: "open" });
    const view = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: now ?? was,
        extensions: [
          textBasics,
          EditorState.readOnly.of(true),
          EditorView.editable.of(false),
          EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
          now === undefined ? [] : unifiedMergeView({ original: was, mergeControls: false, gutter: false }),
        ],
      }),
    });
    return () => view.destroy();
  }, [was, now, label]);
  return <div ref={place} class="text-place" />;
}
