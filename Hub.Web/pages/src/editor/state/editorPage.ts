import type { ChatUser, DocumentVisibility, HubClient } from "@realtimehub/client";
import { DocumentClient } from "@realtimehub/client/documents";
import { useEffect, useReducer, useState } from "preact/hooks";
import { oncePerFrame } from "../../controls/oncePerFrame";
import { People } from "../../people/people";
import { addressOf, goTo, placeOf } from "./addresses";
import { DocumentList } from "./documentList";
import { Links } from "./links";
import { OpenDocument } from "./openDocument";
import { linkRefusal } from "./refusalWords";
import { Sharing } from "./sharing";
import { Versions } from "./versions";

/** All that the page shows: who one is, the documents, and the one that is open. The open one stands in the address. */
export class EditorPage {
  readonly api: DocumentClient;
  readonly list: DocumentList;
  /** Everyone this page has met. */
  readonly people = new People();
  open: OpenDocument | undefined;
  sharing: Sharing | undefined;
  links: Links | undefined;
  versions: Versions | undefined;
  /** Whether one is on the way to a document by a link. */
  coming = false;
  /** Why the link by which one came was refused. */
  linkRefused: string | undefined;
  private readonly ends: (() => void)[] = [];
  private redraw: () => void = () => undefined;
  private readonly redrawSoon = oncePerFrame(() => {
    for (const user of this.open?.others ?? []) this.people.meet([user]);
    this.redraw();
  });

  constructor(
    readonly client: HubClient,
    readonly me: ChatUser,
  ) {
    this.api = new DocumentClient(client);
    this.list = new DocumentList(client, this.api, me.userId, () => this.changed(), (documentId) => this.roleChanged(documentId));
    this.ends.push(client.on("status", () => this.changed()));
    // Others share with one by name: it is known of those who have used chat.
    void client.call("ListRooms", { limit: 1 }, { background: true }).catch(() => undefined);
  }

  begin(redraw: () => void): () => void {
    this.redraw = redraw;
    const follow = (): void => this.follow();
    addEventListener("hashchange", follow);
    addEventListener("beforeunload", this.warn);
    // The countdown to the next attempt.
    const tick = setInterval(() => "retryTime" in this.client.status && this.changed(), 1_000);
    follow();
    return () => {
      removeEventListener("hashchange", follow);
      removeEventListener("beforeunload", this.warn);
      clearInterval(tick);
      for (const end of this.ends) end();
      this.open?.close();
      this.list.close();
      this.client.stop();
    };
  }

  async create(title: string, visibility: DocumentVisibility): Promise<void> {
    goTo(await this.list.create(title, visibility));
  }

  async rename(title: string): Promise<void> {
    if (this.open) await this.api.renameDocument(this.open.documentId, title);
    void this.list.read();
  }

  async remove(): Promise<void> {
    if (this.open) await this.api.deleteDocument(this.open.documentId);
    goTo("");
    void this.list.read();
  }

  /** It is drawn soon. */
  changed(): void {
    this.redrawSoon();
  }

  private follow(): void {
    const { documentId, link } = placeOf(location.hash);
    this.linkRefused = undefined;
    this.coming = link !== undefined;
    if (link === undefined) this.select(documentId);
    else void this.come(documentId, link, location.hash);
    this.changed();
  }

  /** Uses a link. Its secret leaves the address once it is used or refused for good; until then a reload tries again. */
  private async come(documentId: string, link: string, hash: string): Promise<void> {
    const refused = await this.api.useLink(documentId, link).then(() => undefined, linkRefusal);
    if (location.hash !== hash) return;
    this.coming = false;
    this.linkRefused = refused?.text;
    if (!refused?.temporary) {
      history.replaceState(history.state, "", addressOf(documentId));
      this.select(documentId);
    }
    this.changed();
  }

  private select(documentId: string): void {
    if (this.open?.documentId === documentId) return;
    this.open?.close();
    this.open = documentId ? new OpenDocument(this.client, documentId, this.me, () => this.changed()) : undefined;
    this.sharing = this.open && new Sharing(this, this.open);
    this.links = this.open && new Links(this.api, documentId, () => this.changed());
    this.versions?.close();
    this.versions = this.open && new Versions(this.api, this.open, () => this.changed());
    this.changed();
  }

  private roleChanged(documentId: string): void {
    if (this.open?.documentId === documentId && this.client.status.state === "connected") this.open.provider.reopen();
  }

  /** A browser that keeps its copy sends the rest on the next visit: only what can't be sent is worth a question. */
  private readonly warn = (event: BeforeUnloadEvent): void => {
    const { status } = this.open ?? {};
    if (status?.state === "refused" && status.pending > 0) event.preventDefault();
  };
}

/** The page for a client; drawn again whenever something changes. */
export function useEditorPage(client: HubClient, me: ChatUser): EditorPage {
  const [page] = useState(() => new EditorPage(client, me));
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  useEffect(() => page.begin(() => redraw(undefined)), [page]);
  return page;
}
