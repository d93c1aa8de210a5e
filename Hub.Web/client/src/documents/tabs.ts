import { applyAwarenessUpdate, encodeAwarenessUpdate, removeAwarenessStates, type Awareness } from "y-protocols/awareness";
import * as Y from "yjs";

type TabMessage =
  | { readonly kind: "hello"; readonly from: number; readonly stateVector: Uint8Array }
  | { readonly kind: "update"; readonly from: number; readonly update: Uint8Array }
  /** Everything the tab has sent so far is stored on the server. */
  | { readonly kind: "saved"; readonly from: number }
  | { readonly kind: "awareness"; readonly from: number; readonly update: Uint8Array }
  | { readonly kind: "left"; readonly from: number };

/** What a tab says, before its name is on it. */
type Sent<M extends TabMessage> = M extends TabMessage ? Omit<M, "from"> : never;

/** How long another tab may take to store what it has sent before this one does it, too. */
const adoptAfterMs = 10_000;

export interface TabsOwner {
  /** Whether the server has everything of this tab. */
  readonly isSaved: boolean;
  /** Another tab's edits that it may not have been able to store: this one does it. */
  adopt(update: Uint8Array): void;
}

/**
 * The other tabs of the same user that have the document open: edits and cursors go from tab to tab at once, also without
 * a connection. Each tab stores its own edits; those of a tab that left or gets nowhere are stored by the others.
 */
export class Tabs {
  private readonly channel: BroadcastChannel;
  private closed = false;
  private readonly unsaved = new Map<number, { readonly updates: Uint8Array[]; readonly timer: ReturnType<typeof setTimeout> }>();

  constructor(
    name: string,
    private readonly doc: Y.Doc,
    private readonly awareness: Awareness,
    private readonly owner: TabsOwner,
  ) {
    this.channel = new BroadcastChannel(name);
    // In Node an open channel would keep the process alive.
    (this.channel as BroadcastChannel & { unref?(): void }).unref?.();
    this.channel.onmessage = ({ data }: MessageEvent<TabMessage>) => this.hear(data);
    this.send({ kind: "hello", stateVector: Y.encodeStateVector(doc) });
    this.awarenessChanged();
    globalThis.addEventListener?.("pagehide", this.leave);
  }

  /** This tab's user has edited. */
  edited(update: Uint8Array): void {
    this.send({ kind: "update", update });
  }

  /** The server has everything of this tab. */
  saved(): void {
    this.send({ kind: "saved" });
  }

  awarenessChanged(): void {
    this.send({ kind: "awareness", update: encodeAwarenessUpdate(this.awareness, [this.doc.clientID]) });
  }

  close(): void {
    this.leave();
    this.closed = true;
    globalThis.removeEventListener?.("pagehide", this.leave);
    for (const { timer } of this.unsaved.values()) clearTimeout(timer);
    this.unsaved.clear();
    this.channel.close();
  }

  private readonly leave = (): void => this.send({ kind: "left" });

  private send(message: Sent<TabMessage>): void {
    if (!this.closed) this.channel.postMessage({ ...message, from: this.doc.clientID });
  }

  private hear(message: TabMessage): void {
    const { from } = message;
    switch (message.kind) {
      case "hello":
        this.send({ kind: "update", update: Y.encodeStateAsUpdate(this.doc, message.stateVector) });
        if (this.owner.isSaved) this.saved();
        return this.awarenessChanged();
      case "update":
        this.hold(from, message.update);
        return Y.applyUpdate(this.doc, message.update, this);
      case "saved":
        return this.release(from);
      case "awareness":
        return applyAwarenessUpdate(this.awareness, message.update, this);
      case "left":
        this.adopt(from);
        return removeAwarenessStates(this.awareness, [from], this);
    }
  }

  private hold(from: number, update: Uint8Array): void {
    const held = this.unsaved.get(from);
    if (held) held.updates.push(update);
    else this.unsaved.set(from, { updates: [update], timer: setTimeout(() => this.adopt(from), adoptAfterMs) });
  }

  private adopt(from: number): void {
    const held = this.unsaved.get(from);
    this.release(from);
    if (held) this.owner.adopt(Y.mergeUpdates(held.updates));
  }

  private release(from: number): void {
    clearTimeout(this.unsaved.get(from)?.timer);
    this.unsaved.delete(from);
  }
}
