import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** As the avatars. */
const tints = ["#b5472a", "#2f6ba3", "#2c7a52", "#7a56ad", "#a3436f", "#8a6512", "#27777d", "#5a6472"];

const tintRules = Object.fromEntries(tints.map((tint, index) => [`.cm-tint-${index}`, { "--tint": tint }]));

/** The page's colours: its custom properties reach into the editor. */
const look = EditorView.theme({
  "&": { height: "100%", color: "var(--ink)", backgroundColor: "transparent", fontSize: "16.5px" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--sans)", lineHeight: "1.65", overflow: "auto" },
  ".cm-content": { maxWidth: "76ch", width: "100%", margin: "0 auto", padding: "34px clamp(18px, 4vw, 44px) 40vh", caretColor: "var(--ink)" },
  ".cm-line": { padding: "0" },
  ".cm-cursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "color-mix(in srgb, var(--accent) 24%, transparent)" },
  ".cm-placeholder": { color: "var(--soft)" },
  ".cm-panels": { backgroundColor: "var(--ground)", color: "var(--ink)", borderColor: "var(--line)" },
  ".cm-panel input, .cm-panel button": { font: "14px/1.4 var(--sans)", color: "var(--ink)", backgroundColor: "var(--sheet)", backgroundImage: "none", border: "1px solid var(--line)", borderRadius: "8px", padding: "5px 9px" },
  ".cm-panel label": { font: "14px/1.4 var(--sans)" },
  ".cm-searchMatch": { backgroundColor: "color-mix(in srgb, var(--warn) 34%, transparent)" },
  ".cm-searchMatch-selected": { backgroundColor: "color-mix(in srgb, var(--accent) 45%, transparent)" },
  ".cm-otherSelection": { backgroundColor: "color-mix(in srgb, var(--tint) 26%, transparent)" },
  ".cm-otherCaret": { position: "relative", display: "inline-block", width: "0", height: "1.15em", verticalAlign: "text-bottom", borderLeft: "2px solid var(--tint)", marginLeft: "-1px", marginRight: "-1px", pointerEvents: "none" },
  ".cm-otherName": { position: "absolute", zIndex: "3", left: "-2px", bottom: "100%", padding: "1px 6px", borderRadius: "6px 6px 6px 0", backgroundColor: "var(--tint)", color: "#fff", font: "600 11.5px/1.45 var(--sans)", whiteSpace: "nowrap", animation: "cm-fade 5s forwards" },
  // It covers what is written there: a while after the last move it is gone.
  "@keyframes cm-fade": { "0%, 80%": { opacity: "1" }, "100%": { opacity: "0" } },
  // Merge view: what a version had and what is there now.
  ".cm-changedLine": { backgroundColor: "color-mix(in srgb, var(--good) 7%, transparent) !important" },
  ".cm-changedText": { background: "color-mix(in srgb, var(--good) 9%, transparent) !important", textDecoration: "underline 2px var(--good)" },
  ".cm-deletedChunk": { backgroundColor: "color-mix(in srgb, var(--bad) 7%, transparent) !important" },
  ".cm-deletedChunk .cm-deletedText": { background: "color-mix(in srgb, var(--bad) 9%, transparent) !important" },
  ...tintRules,
});

const marks = HighlightStyle.define([
  { tag: tags.heading1, fontSize: "1.7em", fontWeight: "750", letterSpacing: "-0.025em", lineHeight: "1.35" },
  { tag: tags.heading2, fontSize: "1.35em", fontWeight: "700", letterSpacing: "-0.02em" },
  { tag: tags.heading3, fontSize: "1.15em", fontWeight: "700" },
  { tag: tags.heading, fontWeight: "700" },
  { tag: tags.strong, fontWeight: "700" },
  { tag: tags.emphasis, fontStyle: "italic" },
  { tag: tags.strikethrough, textDecoration: "line-through" },
  { tag: tags.monospace, fontFamily: "var(--mono)", fontSize: "0.92em" },
  { tag: tags.quote, color: "var(--soft)", fontStyle: "italic" },
  { tag: [tags.link, tags.url], color: "var(--series-2)", textDecoration: "underline" },
  { tag: [tags.processingInstruction, tags.contentSeparator, tags.labelName], color: "var(--soft)" },
]);

export const theme: Extension = [look, syntaxHighlighting(marks)];
