import { applyAwarenessUpdate, Awareness, removeAwarenessStates } from "y-protocols/awareness";
import * as Y from "yjs";
import type { ChannelListener } from "../connections/channelListener.js";
import { waitBefore, type Backoff } from "../connections/backoff.js";
import type { HubClient } from "../client.js";
import type { Document, DocumentAccess, DocumentUpdate, DocumentVersion, OpenedDocument, Publication, Signal, Unsubscribed } from "../contracts.js";
import { Emitter } from "../emitter.js";
import { ConnectionLostError, HubCallError } from "../errors.js";
import { refusalDetails } from "../refusals.js";
import { AwarenessSender } from "./awarenessSender.js";
import { bytesOf, fieldOf } from "./bytes.js";
import { PendingCount, type DocumentStore } from "./documentStore.js";
import { readOnly, refusalOf, type DocumentStatus } from "./documentStatus.js";
import { missingUpdate } from "./missing.js";
import { OffsetRun } from "./offsetRun.js";
import { pacersOf } from "./pacers.js";
import { Tabs } from "./tabs.js";
import { pause, UpdateQueue } from "./updateQueue.js";

/** More about a shared document; every option may be left out. */
export interface SignalRProviderOptions {
  /** Who is in the document and where; a new one when absent. */
  readonly awareness?: Awareness;
  /** Where this browser keeps the document: the document's `IndexeddbPersistence` of y-indexeddb. Nowhere when absent. */
  readonly store?: DocumentStore;
  /**
   * A name for the tabs of one user in one browser, such as the user's id: they exchange edits and cursors directly, also
   * without a connection. Absent: only through the server. Never the same for two users.
   */
  readonly tabs?: string;
}

/** What a provider tells. */
export interface SignalRProviderEvents {
  readonly status: DocumentStatus;
  /** The document has what the server had; again after every return. */
  readonly synced: undefined;
  /** Title, visibility, the caller's role. */
  readonly document: Document;
  /** Whether the server takes edits of this user. */
  readonly access: DocumentAccess;
  /** A version was saved, or deleted by a user. */
  readonly version: DocumentVersion;
  /** The server refused what this client says of itself; the next change is sent again. */
  readonly awarenessRefused: HubCallError;
}

const backoff: Backoff = { baseMs: 500, maxMs: 30_000 };
const retryTooLargeMs = 1_000;

/**
 * Keeps a `Y.Doc` the same as a document of the hub, over any number of connections. Any Yjs binding works on the document,
 * and on `awareness`. Edits made without a connection are kept in the document and sent when it is back.
 */
export class SignalRProvider implements ChannelListener, Disposable {
  readonly awareness: Awareness;
  private readonly events = new Emitter<SignalRProviderEvents>();
  private readonly queue: UpdateQueue;
  private readonly sender: AwarenessSender;
  private readonly tabs: Tabs | undefined;
  private readonly count: PendingCount;
  private readonly offsets = new OffsetRun();
  private readonly holds = new Set<symbol>();
  private readonly held: Uint8Array[] = [];
  private readonly ends: (() => void)[] = [];
  private readonly loaded: Promise<void>;
  private opening: AbortController | undefined;
  private isOpen = false;
  private refusal: HubCallError | undefined;
  private info: Document | undefined;
  private granted: DocumentAccess | undefined;
  private lastStatus: DocumentStatus = { state: "opening", pending: 0 };
  private destroyed = false;

  /** @param doc Any document; its guid has no meaning here. */
  constructor(
    private readonly client: HubClient,
    readonly documentId: string,
    readonly doc: Y.Doc,
    private readonly options: SignalRProviderOptions = {},
  ) {
    this.awareness = options.awareness ?? new Awareness(doc);
    this.count = new PendingCount(options.store);
    const pacers = pacersOf(client);
    this.queue = new UpdateQueue(pacers.updates, {
      push: (update) => client.call("PushUpdate", { documentId, update: fieldOf(client, update) }),
      changed: () => this.pendingChanged(),
      refused: (error) => this.refuse(error),
    });
    this.sender = new AwarenessSender(
      this.awareness,
      pacers.awareness,
      (update) => client.call("PushAwareness", { documentId, update: fieldOf(client, update) }),
      (error) => this.events.emit("awarenessRefused", error),
    );
    if (options.tabs !== undefined) {
      const owner = this;
      this.tabs = new Tabs(`rthub.doc/${options.tabs}/${documentId}`, doc, this.awareness, {
        get isSaved() {
          return owner.status.state === "saved";
        },
        adopt: (update) => this.queue.add(update),
      });
    }
    this.ends.push(client.listen(`doc:${documentId}`, this));
    doc.on("update", this.onUpdate);
    doc.on("destroy", this.onDestroy);
    this.awareness.on("update", this.onAwareness);
    this.loaded = this.count.load().then((changes) => void (changes > 0 && this.queue.restore(changes)));
    this.ends.push(client.on("status", () => this.connectionChanged()));
    this.connectionChanged();
  }

  /** How the edits stand. */
  get status(): DocumentStatus {
    return this.lastStatus;
  }

  /** Title, visibility and the caller's role; undefined until the server has answered once. */
  get document(): Document | undefined {
    return this.info;
  }

  /** Whether the server takes edits of this user; undefined until it has answered once. */
  get access(): DocumentAccess | undefined {
    return this.granted;
  }

  /** Whether the document is open on the present connection. */
  get synced(): boolean {
    return this.isOpen;
  }

  /** Adds a handler; the answer takes it away again. */
  on<Name extends keyof SignalRProviderEvents>(name: Name, handler: (event: SignalRProviderEvents[Name]) => void): () => void {
    return this.events.on(name, handler);
  }

  /** Opens the document again, such as after another role was given or edits that were refused have been mended. */
  reopen(): void {
    this.refusal = undefined;
    this.close();
    if (this.client.status.state === "connected") void this.open();
    this.tell();
  }

  /**
   * Keeps the others' edits out of the document for a moment in which it must not change, such as while an input method
   * composes a word: what is written here is sent all the same. The answer ends it.
   */
  hold(): () => void {
    const hold = Symbol("hold");
    this.holds.add(hold);
    return () => {
      if (!this.holds.delete(hold) || this.holds.size > 0) return;
      const held = this.held.splice(0);
      if (held.length > 0 && !this.destroyed) Y.applyUpdate(this.doc, Y.mergeUpdates(held), this);
    };
  }

  /** Ends it. The document and what is pending in it stay as they are. */
  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    const wasOpen = this.isOpen;
    this.close();
    for (const end of this.ends) end();
    this.doc.off("update", this.onUpdate);
    this.doc.off("destroy", this.onDestroy);
    this.awareness.off("update", this.onAwareness);
    this.tabs?.close();
    this.forgetOthers();
    if (!this.options.awareness) this.awareness.destroy();
    if (wasOpen && this.client.status.state === "connected") this.client.call("CloseDocument", { documentId: this.documentId }).catch(() => undefined);
  }

  [Symbol.dispose](): void {
    this.destroy();
  }

  /** @internal */
  published({ type, data, offset }: Publication): void {
    if (type === "doc.updated") this.take(bytesOf((data as DocumentUpdate).update));
    else if (type === "doc.renamed" || type === "doc.changed") this.learn({ ...(data as Document), role: this.info?.role });
    else if (type === "doc.version") this.events.emit("version", data as DocumentVersion);
    if (type === "doc.deleted") return this.refuse(new HubCallError("deleted", "the document was deleted"));
    // A hole can't be: it costs nothing to be sure.
    if (!this.offsets.take(offset)) this.reopen();
  }

  /** @internal */
  signalled({ type, data }: Signal): void {
    if (type === "doc.awareness") applyAwarenessUpdate(this.awareness, bytesOf((data as DocumentUpdate).update), this);
  }

  /** @internal */
  reset(): void {
    this.reopen();
  }

  /** @internal */
  unsubscribed(unsubscribed: Unsubscribed): void {
    if (unsubscribed.resubscribe) this.reopen();
    else this.refuse(new HubCallError(unsubscribed.code, unsubscribed.message, undefined, refusalDetails(unsubscribed)));
  }

  private take(update: Uint8Array): void {
    if (this.holds.size > 0) this.held.push(update);
    else Y.applyUpdate(this.doc, update, this);
  }

  private readonly onUpdate = (update: Uint8Array, origin: unknown): void => {
    if (origin === this || origin === this.tabs) return;
    // The server's state tells later what of it is new to the server.
    if (origin === this.options.store && !this.isOpen) return;
    this.tabs?.edited(update);
    this.queue.add(update);
    if (this.isOpen && this.granted === "read") this.refuse(this.refusal ?? readOnly());
    else if (this.refusal && refusalOf(this.refusal) === "too_large") this.retryTooLarge();
  };

  private readonly onAwareness = ({ added, updated, removed }: Record<"added" | "updated" | "removed", number[]>, origin: unknown): void => {
    if (origin === this || ![...added, ...updated, ...removed].includes(this.awareness.clientID)) return;
    this.sender.changed();
    this.tabs?.awarenessChanged();
  };

  private readonly onDestroy = (): void => this.destroy();

  private connectionChanged(): void {
    const connected = this.client.status.state === "connected";
    if (!connected) this.close();
    else if (!this.opening && !this.isOpen && !this.final) void this.open();
    this.tell();
  }

  /** Whether opening it again would be refused again. */
  private get final(): boolean {
    return this.refusal !== undefined && ["revoked", "deleted"].includes(refusalOf(this.refusal));
  }

  private async open(): Promise<void> {
    const opening = (this.opening = new AbortController());
    const { signal } = opening;
    try {
      await this.loaded;
      for (let failures = 1; !signal.aborted; failures++) {
        try {
          this.offsets.restart();
          const stateVector = fieldOf(this.client, Y.encodeStateVector(this.doc));
          const opened = await this.client.call("OpenDocument", { documentId: this.documentId, stateVector }, { signal });
          return this.opened(opened);
        } catch (error) {
          if (signal.aborted || error instanceof ConnectionLostError) return;
          const refusal = error instanceof HubCallError ? error : new HubCallError("internal", String(error));
          if (!refusal.temporary) return this.refuse(refusal);
          await pause(Math.max(refusal.retryAfterMs ?? 0, waitBefore(failures, backoff, Math.random)), signal);
        }
      }
    } catch {
      // Closed while waiting.
    } finally {
      if (this.opening === opening) this.opening = undefined;
    }
  }

  private opened({ document, update, stateVector, position, access, awareness }: OpenedDocument): void {
    const state = { update: bytesOf(update), stateVector: bytesOf(stateVector) };
    Y.applyUpdate(this.doc, state.update, this);
    for (const message of awareness) applyAwarenessUpdate(this.awareness, bytesOf(message), this);
    this.isOpen = true;
    this.refusal = undefined;
    this.learn(document);
    if (this.granted !== access) this.events.emit("access", (this.granted = access));
    const missing = missingUpdate(this.doc, state);
    if (access === "write" || !missing) this.queue.open(missing);
    else if (this.queue.pending > 0) this.refusal = readOnly();
    this.sender.open();
    this.tell();
    this.events.emit("synced", undefined);
    if (!this.offsets.begin(position.offset)) this.reopen();
  }

  private close(): void {
    this.opening?.abort();
    this.opening = undefined;
    this.isOpen = false;
    this.queue.close();
    this.sender.close();
    this.forgetOthers();
  }

  /** Whom one doesn't hear can't be said to be here. Their clocks go, too: they are told again as they stood. */
  private forgetOthers(): void {
    const others = [...this.awareness.getStates().keys()].filter((id) => id !== this.awareness.clientID);
    removeAwarenessStates(this.awareness, others, this);
    for (const id of others) this.awareness.meta.delete(id);
  }

  private refuse(error: HubCallError): void {
    this.refusal = error;
    const reason = refusalOf(error);
    if (reason === "read_only" && this.granted !== "read") this.events.emit("access", (this.granted = "read"));
    if (reason === "revoked" || reason === "deleted") this.close();
    else this.queue.close();
    this.tell();
  }

  private retryTimer: ReturnType<typeof setTimeout> | undefined;

  /** What was edited may have made it smaller. */
  private retryTooLarge(): void {
    clearTimeout(this.retryTimer);
    this.retryTimer = setTimeout(() => this.destroyed || this.reopen(), retryTooLargeMs);
  }

  private learn(document: Document): void {
    this.info = document;
    this.events.emit("document", document);
  }

  private pendingChanged(): void {
    const wasSaved = this.lastStatus.state === "saved";
    this.tell();
    this.count.keep(this.queue.pending, !this.isOpen);
    if (!wasSaved && this.lastStatus.state === "saved") this.tabs?.saved();
  }

  private tell(): void {
    const next = this.statusNow();
    const last = this.lastStatus;
    if (next.state === last.state && next.pending === last.pending && next.state !== "refused") return;
    this.lastStatus = next;
    this.events.emit("status", next);
  }

  private statusNow(): DocumentStatus {
    const { pending } = this.queue;
    if (this.refusal) return { state: "refused", pending, reason: refusalOf(this.refusal), error: this.refusal };
    if (this.isOpen) return pending === 0 ? { state: "saved", pending } : { state: "saving", pending };
    const { status } = this.client;
    const trying = status.state === "reconnecting" || status.state === "closed" || ("retryTime" in status && status.retryTime !== undefined);
    return { state: trying ? "offline" : "opening", pending };
  }
}
