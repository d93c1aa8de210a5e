import type { Document, HubClient } from "@realtimehub/client";
import type { DocumentClient } from "@realtimehub/client/documents";
import { wordsOf } from "../../words/excerpt";
import { foldedName } from "../../words/names";
import { reasonOf } from "./refusalWords";

const rereadAfterMs = 250;
const searchAfterMs = 200;
const completeAfterMs = 1_000;

/** The documents that the user may open, newest first; those that fit while one searches, by their titles before those by their texts. */
export class DocumentList {
  documents: readonly Document[] | undefined;
  query = "";
  refused: string | undefined;
  /** The words that were looked for in what is shown. */
  words: readonly string[] = [];
  /** Whether the server has not looked at all texts yet: it is asked again. */
  incomplete = false;
  /** Titles that more than one document has, folded. */
  private repeated: ReadonlySet<string> = new Set();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private reading = new AbortController();
  private readonly ends: (() => void)[] = [];

  constructor(
    private readonly client: HubClient,
    private readonly api: DocumentClient,
    userId: string,
    private readonly changed: () => void,
    /** The user's role in a document has changed. */
    private readonly roleChanged: (documentId: string) => void,
  ) {
    const later = (): void => this.readIn(rereadAfterMs);
    for (const channel of ["sys:documents", `sys:documents/${userId}`]) {
      const own = channel !== "sys:documents";
      const subscription = client.subscribe(channel, {
        onPublication: ({ key, snapshot }) => {
          if (own && key !== undefined && !snapshot) this.roleChanged(key);
          later();
        },
        onReset: later,
      });
      this.ends.push(() => void subscription.unsubscribe());
    }
    void this.read();
  }

  search(query: string): void {
    this.query = query;
    this.readIn(searchAfterMs);
    this.changed();
  }

  /** Reads all pages; what an older reading brings is dropped. */
  async read(): Promise<void> {
    this.reading.abort();
    const { signal } = (this.reading = new AbortController());
    const query = this.query.trim();
    try {
      const found: Document[] = [];
      let incomplete = false;
      for (let after: string | undefined; ; ) {
        const page = await this.client.call("ListDocuments", { limit: 200, after, ...(query && { query }) }, { signal, background: true });
        found.push(...page.documents);
        incomplete ||= page.incomplete === true;
        after = page.next;
        if (after === undefined || signal.aborted) break;
      }
      if (signal.aborted) return;
      const wanted = foldedName(query);
      const rank = ({ title }: Document): number => (foldedName(title).includes(wanted) ? 0 : 1);
      this.documents = found.sort((a, b) => rank(a) - rank(b) || b.createdTime - a.createdTime || (a.documentId < b.documentId ? -1 : 1));
      this.words = wordsOf(query);
      this.incomplete = incomplete;
      if (incomplete) this.readIn(completeAfterMs);
      this.repeated = repeatedIn(found.map(({ title }) => foldedName(title)));
      this.refused = undefined;
    } catch (error) {
      if (signal.aborted) return;
      this.refused = reasonOf(error);
    }
    this.changed();
  }

  /** Whether another document looks the same in the list. */
  isAmbiguous({ title }: Document): boolean {
    return this.repeated.has(foldedName(title));
  }

  close(): void {
    clearTimeout(this.timer);
    this.reading.abort();
    for (const end of this.ends) end();
  }

  async create(title: string, visibility: Document["visibility"]): Promise<string> {
    const { documentId } = await this.api.createDocument({ title, visibility });
    void this.read();
    return documentId;
  }

  private readIn(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.read(), ms);
  }
}

function repeatedIn(titles: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  return new Set(titles.filter((title) => seen.size === seen.add(title).size));
}
