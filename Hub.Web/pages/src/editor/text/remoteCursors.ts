import { Annotation, RangeSet, type Extension, type Range } from "@codemirror/state";
import { Decoration, EditorView, ViewPlugin, WidgetType, type DecorationSet, type ViewUpdate } from "@codemirror/view";
import type { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import { tintOf } from "../../controls/Avatar";
import { nameOf } from "../../words/names";
import { personOf } from "../state/people";

/*
 * Where the others are. The binding has cursors of its own, but gives them their colours by style attributes, which the
 * page's Content-Security-Policy forbids; the states in the awareness are the same, so that other editors understand them.
 */

const moved = Annotation.define<true>();

class Caret extends WidgetType {
  constructor(
    private readonly name: string,
    private readonly tint: number,
    /** Shows the name again when it moves. */
    private readonly at: number,
  ) {
    super();
  }

  override eq(other: Caret): boolean {
    return other.name === this.name && other.tint === this.tint && other.at === this.at;
  }

  toDOM(): HTMLElement {
    const caret = document.createElement("span");
    caret.className = `cm-otherCaret cm-tint-${this.tint}`;
    caret.setAttribute("aria-hidden", "true");
    const label = document.createElement("span");
    label.className = "cm-otherName";
    label.textContent = this.name;
    // A name of its own direction says nothing about the line that it stands in.
    label.dir = "auto";
    caret.append(label);
    return caret;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

interface Cursor {
  readonly anchor: number;
  readonly head: number;
}

class Cursors {
  decorations: DecorationSet = RangeSet.empty;
  private readonly listener: (change: Record<"added" | "updated" | "removed", number[]>) => void;

  constructor(
    view: EditorView,
    private readonly text: Y.Text,
    private readonly awareness: Awareness,
  ) {
    this.listener = ({ added, updated, removed }) => {
      if (view.composing || ![...added, ...updated, ...removed].some((client) => client !== awareness.clientID)) return;
      view.dispatch({ annotations: moved.of(true) });
    };
    awareness.on("change", this.listener);
    this.decorations = this.draw(view.state.doc.length);
  }

  update(update: ViewUpdate): void {
    this.tellOwn(update);
    // A node that comes or goes next to a composition would end it.
    this.decorations = update.view.composing ? this.decorations.map(update.changes) : this.draw(update.state.doc.length);
  }

  destroy(): void {
    this.awareness.off("change", this.listener);
    if (this.awareness.getLocalState()) this.awareness.setLocalStateField("cursor", null);
  }

  private tellOwn({ view, state, focusChanged, selectionSet, docChanged }: ViewUpdate): void {
    if (!focusChanged && !selectionSet && !docChanged) return;
    const own = this.awareness.getLocalState() as { cursor?: { anchor: unknown; head: unknown } | null } | null;
    // A user who reads another window is still where the cursor was.
    if (!own || !view.hasFocus) return;
    const { anchor, head } = state.selection.main;
    const next = { anchor: Y.createRelativePositionFromTypeIndex(this.text, anchor), head: Y.createRelativePositionFromTypeIndex(this.text, head) };
    if (own.cursor && same(own.cursor.anchor, next.anchor) && same(own.cursor.head, next.head)) return;
    this.awareness.setLocalStateField("cursor", next);
  }

  private draw(length: number): DecorationSet {
    const ranges: Range<Decoration>[] = [];
    for (const [client, state] of this.awareness.getStates()) {
      const person = client === this.awareness.clientID ? undefined : personOf(state);
      const cursor = person && this.cursorOf(state);
      if (!cursor || cursor.anchor > length || cursor.head > length) continue;
      const tint = tintOf(person.userId);
      const [from, to] = [Math.min(cursor.anchor, cursor.head), Math.max(cursor.anchor, cursor.head)];
      if (from < to) ranges.push(Decoration.mark({ class: `cm-otherSelection cm-tint-${tint}` }).range(from, to));
      const side = cursor.head > cursor.anchor ? -1 : 1;
      ranges.push(Decoration.widget({ side, widget: new Caret(nameOf(person), tint, cursor.head) }).range(cursor.head));
    }
    return Decoration.set(ranges, true);
  }

  private cursorOf(state: unknown): Cursor | undefined {
    const cursor = (state as { cursor?: { anchor?: unknown; head?: unknown } | null }).cursor;
    const [anchor, head] = [this.indexOf(cursor?.anchor), this.indexOf(cursor?.head)];
    return anchor === undefined || head === undefined ? undefined : { anchor, head };
  }

  private indexOf(position: unknown): number | undefined {
    if (!position) return undefined;
    try {
      const found = Y.createAbsolutePositionFromRelativePosition(Y.createRelativePositionFromJSON(position), this.text.doc!);
      return found?.type === this.text ? found.index : undefined;
    } catch {
      // Another client's mistake.
      return undefined;
    }
  }
}

const same = (a: unknown, b: Y.RelativePosition): boolean => Y.compareRelativePositions(Y.createRelativePositionFromJSON(a), b);

/** Shows the cursors and selections of the others, with their names, and tells them one's own. */
export function remoteCursors(text: Y.Text, awareness: Awareness): Extension {
  return ViewPlugin.define((view) => new Cursors(view, text, awareness), { decorations: (cursors) => cursors.decorations });
}
