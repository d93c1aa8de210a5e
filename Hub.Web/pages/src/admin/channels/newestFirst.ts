/** The last entries of a log, newest first. */
export class NewestFirst<T> {
  private entries: readonly T[] = [];

  constructor(private readonly most: number) {}

  get all(): readonly T[] {
    return this.entries;
  }

  add(entry: T): void {
    this.entries = [entry, ...this.entries].slice(0, this.most);
  }

  clear(): void {
    this.entries = [];
  }
}
