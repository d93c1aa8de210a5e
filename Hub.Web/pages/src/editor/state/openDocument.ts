import type { ChatUser, Document, HubClient } from "@realtimehub/client";
import { SignalRProvider, type DocumentStatus } from "@realtimehub/client/documents";
import { IndexeddbPersistence } from "y-indexeddb";
import * as Y from "yjs";
import { othersIn } from "./people";
import { storeName } from "./localCopies";

/** The name of the text in every document of this page. */
export const textName = "content";

/** What stands beside the text. */
export type Panel = "chat" | "versions";
export type DocumentDialog = "share" | "rename" | "delete";

/** The document that is looked at. */
export class OpenDocument {
  readonly doc = new Y.Doc();
  readonly text = this.doc.getText(textName);
  /** One's own edits only: nobody takes back what another wrote. */
  readonly undo = new Y.UndoManager(this.text, { trackedOrigins: new Set() });
  readonly provider: SignalRProvider;
  panel: Panel | undefined;
  dialog: DocumentDialog | undefined;
  /** Whether there is anything to show: the local copy or the server's. */
  loaded = false;
  private readonly store: IndexeddbPersistence;

  constructor(
    client: HubClient,
    readonly documentId: string,
    readonly me: ChatUser,
    private readonly changed: () => void,
  ) {
    this.store = new IndexeddbPersistence(storeName(me.userId, documentId), this.doc);
    this.provider = new SignalRProvider(client, documentId, this.doc, { store: this.store, tabs: me.userId });
    this.provider.awareness.setLocalStateField("user", { userId: me.userId, name: me.name });
    this.provider.awareness.on("change", changed);
    this.provider.on("document", changed);
    this.provider.on("access", changed);
    this.provider.on("synced", () => this.load());
    this.provider.on("status", (status) => this.hear(status));
    void this.store.whenSynced.then(() => this.text.length > 0 && this.load());
  }

  get info(): Document | undefined {
    return this.provider.document;
  }

  get title(): string {
    return this.info?.title ?? "Document";
  }

  get status(): DocumentStatus {
    return this.provider.status;
  }

  get owns(): boolean {
    return this.info?.role === "owner";
  }

  /** Without a word of the server an own copy may be edited: what can't be stored is said when it is known. */
  get writable(): boolean {
    const { status } = this;
    return this.provider.access !== "read" && !(status.state === "refused" && status.reason !== "too_large");
  }

  get others(): readonly ChatUser[] {
    return othersIn(this.provider.awareness, this.me.userId);
  }

  show(panel: Panel | undefined): void {
    this.panel = panel;
    this.changed();
  }

  ask(dialog: DocumentDialog | undefined): void {
    this.dialog = dialog;
    this.changed();
  }

  close(): void {
    this.provider.destroy();
    void this.store.destroy();
    this.undo.destroy();
    this.doc.destroy();
  }

  private load(): void {
    this.loaded = true;
    this.changed();
  }

  private hear(status: DocumentStatus): void {
    // What one may not read any more doesn't stay here, unless it has edits that are nowhere else.
    if (status.state === "refused" && (status.reason === "revoked" || status.reason === "deleted") && status.pending === 0) void this.store.clearData();
    this.changed();
  }
}
