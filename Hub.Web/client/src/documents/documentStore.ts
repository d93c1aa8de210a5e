/** A store in this browser for one document, such as `IndexeddbPersistence` of y-indexeddb. */
export interface DocumentStore {
  /** Resolves when the document has what is stored. */
  readonly whenSynced: Promise<unknown>;
  get(key: string): Promise<unknown>;
  set(key: string, value: number): Promise<unknown>;
}

const key = "realtimehub.pending";
const limitMs = 5_000;

/** What is stored next to a document: how many of its changes the server hasn't acknowledged. */
export class PendingCount {
  private last: number | undefined;

  constructor(private readonly store: DocumentStore | undefined) {}

  /** Loads the document; a store that can't be read, such as in a private window, is left out after a while. */
  async load(): Promise<number> {
    const { store } = this;
    if (!store) return 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const limit = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), limitMs)));
    try {
      const value = await Promise.race([store.whenSynced.then(() => store.get(key)), limit]);
      return typeof value === "number" && value > 0 ? value : 0;
    } catch {
      return 0;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Not at each key: whether there are any is what counts after a reload, and the number where nothing is sent anyway. */
  keep(count: number, offline: boolean): void {
    if (!this.store || count === this.last || (!offline && this.last !== undefined && count > 0 === this.last > 0)) return;
    this.last = count;
    this.store.set(key, count).catch(() => undefined);
  }
}
