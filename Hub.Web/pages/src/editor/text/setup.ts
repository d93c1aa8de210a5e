import { defaultKeymap } from "@codemirror/commands";
import { markdown, markdownKeymap, markdownLanguage } from "@codemirror/lang-markdown";
import { bracketMatching } from "@codemirror/language";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import { drawSelection, dropCursor, EditorView, keymap, placeholder } from "@codemirror/view";
import { lineDirections } from "./lineDirections";
import { theme } from "./theme";

/** Text of a document, however it is shown: lines end with a line feed alone, as everyone's offsets count characters. */
export const textBasics: Extension = [
  EditorState.lineSeparator.of("\n"),
  EditorState.allowMultipleSelections.of(true),
  EditorView.lineWrapping,
  lineDirections,
  // No parser of the languages inside of code blocks: they would be loaded from elsewhere.
  markdown({ base: markdownLanguage, addKeymap: false, completeHTMLTags: false }),
  theme,
];

const writing = new Compartment();

const writable = (can: boolean): Extension => [
  EditorState.readOnly.of(!can),
  EditorView.editable.of(can),
  // What can't be written in can still be scrolled, selected and searched by keyboard.
  can ? [] : EditorView.contentAttributes.of({ tabindex: "0" }),
];

/** The editor's own keys. Tab leaves it: a user without a mouse is not caught in it. */
export function editing(label: string, can: boolean): Extension {
  return [
    textBasics,
    drawSelection(),
    dropCursor(),
    bracketMatching(),
    highlightSelectionMatches(),
    search({ top: true }),
    placeholder("Write something. Everyone who has this document open sees it."),
    EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "true", autocorrect: "on", autocapitalize: "sentences" }),
    EditorView.clipboardInputFilter.of((text) => text.replace(/\r\n?/g, "\n")),
    keymap.of([...markdownKeymap, ...defaultKeymap, ...searchKeymap]),
    writing.of(writable(can)),
  ];
}

export const setWritable = (view: EditorView, can: boolean): void => view.dispatch({ effects: writing.reconfigure(writable(can)) });
