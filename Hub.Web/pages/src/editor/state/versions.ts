import type { DocumentVersion } from "@realtimehub/client";
import type { DocumentClient } from "@realtimehub/client/documents";
import * as Y from "yjs";
import { reasonOf } from "./refusalWords";
import { textName, type OpenDocument } from "./openDocument";

/** A version that is looked at. */
export interface ShownVersion {
  readonly version: DocumentVersion;
  /** Undefined while it is read. */
  readonly text: string | undefined;
}

/** The versions of the open document, newest first, and the one that is looked at. */
export class Versions {
  list: readonly DocumentVersion[] | undefined;
  shown: ShownVersion | undefined;
  /** Whether what has changed since then is shown. */
  comparing = true;
  refused: string | undefined;
  private next: string | undefined;
  private readonly end: () => void;

  constructor(
    private readonly api: DocumentClient,
    private readonly open: OpenDocument,
    private readonly changed: () => void,
  ) {
    this.end = open.provider.on("version", (version) => this.hear(version));
  }

  get hasMore(): boolean {
    return this.next !== undefined;
  }

  /** Reads the newest. */
  async read(): Promise<void> {
    await this.attempt(async () => {
      const page = await this.api.listVersions(this.open.documentId);
      this.list = page.versions;
      this.next = page.next;
    });
  }

  async readMore(): Promise<void> {
    await this.attempt(async () => {
      const page = await this.api.listVersions(this.open.documentId, this.next);
      this.list = [...(this.list ?? []), ...page.versions];
      this.next = page.next;
    });
  }

  async show(version: DocumentVersion | undefined): Promise<void> {
    this.shown = version && { version, text: undefined };
    this.changed();
    if (!version) return;
    await this.attempt(async () => {
      const { update } = await this.api.getVersion(this.open.documentId, version.versionId);
      if (this.shown?.version.versionId === version.versionId) this.shown = { version, text: textOf(update) };
    });
  }

  compare(comparing: boolean): void {
    this.comparing = comparing;
    this.changed();
  }

  async save(label: string): Promise<void> {
    this.hear(await this.api.saveVersion(this.open.documentId, label || undefined));
  }

  async restore(): Promise<void> {
    if (!this.shown) return;
    await this.api.restoreVersion(this.open.documentId, this.shown.version.versionId);
    await this.show(undefined);
  }

  async remove(): Promise<void> {
    if (!this.shown) return;
    await this.api.deleteVersion(this.open.documentId, this.shown.version.versionId);
    this.hear({ ...this.shown.version, deleted: true });
  }

  close(): void {
    this.end();
  }

  private hear(version: DocumentVersion): void {
    const { versionId } = version;
    const others = (this.list ?? []).filter((one) => one.versionId !== versionId);
    this.list = version.deleted ? others : [version, ...others].sort((a, b) => (a.versionId < b.versionId ? 1 : -1));
    if (version.deleted && this.shown?.version.versionId === versionId) this.shown = undefined;
    this.changed();
  }

  private async attempt(act: () => Promise<void>): Promise<void> {
    this.refused = undefined;
    try {
      await act();
    } catch (error) {
      this.refused = reasonOf(error);
    }
    this.changed();
  }
}

function textOf(update: Uint8Array): string {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, update);
  const text = doc.getText(textName).toString();
  doc.destroy();
  return text;
}
