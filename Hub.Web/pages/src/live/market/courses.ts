const mostPrices = 60;
/** The server allows ten reads a second, and the chart next to the table needs some. */
const pauseMs = 300;

/** Reads what a symbol's price has been in the last minutes, the oldest first. */
export type ReadPrices = (key: string) => Promise<readonly number[]>;

/** The last prices of the symbols: those in view begin with the server's series and continue with live values. */
export class Courses {
  private readonly byKey = new Map<string, number[]>();
  private readonly begun = new Set<string>();
  private shown: readonly string[] = [];
  private reading = false;

  constructor(
    private readonly read: ReadPrices,
    private readonly changed: () => void,
  ) {}

  of(key: string): readonly number[] {
    return this.byKey.get(key) ?? [];
  }

  /** Takes a live price. */
  follow(key: string, price: number): void {
    const course = this.byKey.get(key) ?? [];
    if (course.at(-1) !== price) course.push(price);
    if (course.length > mostPrices) course.shift();
    this.byKey.set(key, course);
  }

  /** Reads the course of each symbol in view, once, one after the other: a page may not read as fast as it scrolls. */
  async show(keys: readonly string[]): Promise<void> {
    this.shown = keys;
    if (this.reading) return;
    this.reading = true;
    for (let key = this.next(); key !== undefined; key = this.next()) {
      this.begun.add(key);
      try {
        this.begin(key, await this.read(key));
      } catch {
        // Asked for again when the view has changed.
        this.begun.delete(key);
        break;
      }
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    this.reading = false;
  }

  private next(): string | undefined {
    return this.shown.find((key) => !this.begun.has(key));
  }

  private begin(key: string, before: readonly number[]): void {
    const live = this.byKey.get(key)?.at(-1);
    this.byKey.set(key, [...before]);
    if (live !== undefined) this.follow(key, live);
    const course = this.byKey.get(key)!;
    this.byKey.set(key, course.slice(-mostPrices));
    this.changed();
  }
}
