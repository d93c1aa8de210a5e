/** What a figure did within one span of time. */
export interface Candle {
  /** When the span begins, Unix milliseconds. */
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/**
 * The course of a figure in spans of equal length: what the server has of it, and what comes live behind that, without a
 * seam. The server's word on a span counts more: it knows values that were merged away for us.
 */
export class Candles {
  private byTime = new Map<number, Candle>();
  private newest = 0;
  /** Live values that came while the server was asked: its answer may or may not have them. */
  private recent: { readonly time: number; readonly value: number; readonly offset: number }[] | undefined;

  constructor(
    readonly bucketMs: number,
    private readonly kept: number,
  ) {}

  /** All of them, ascending. */
  get all(): readonly Candle[] {
    return [...this.byTime.values()].sort((a, b) => a.time - b.time);
  }

  /** The one that is not over yet. */
  get last(): Candle | undefined {
    return this.byTime.get(this.newest);
  }

  /** The server is asked from now on. */
  ask(): void {
    this.recent = [];
  }

  /** Its answer: it replaces what is here of the same spans, and what came meanwhile and is not in it comes on top. */
  answer(candles: readonly Candle[], upToOffset: number): void {
    for (const candle of candles) this.set(candle);
    for (const { time, value, offset } of this.recent ?? []) if (offset > upToOffset) this.put(time, value);
    this.recent = undefined;
    this.trim();
  }

  /** A live value; gives the candle that it is part of. */
  take(time: number, value: number, offset: number): Candle {
    this.recent?.push({ time, value, offset });
    const candle = this.put(time, value);
    this.trim();
    return candle;
  }

  private put(time: number, value: number): Candle {
    const start = Math.floor(time / this.bucketMs) * this.bucketMs;
    const before = this.byTime.get(start);
    const candle = {
      time: start,
      open: before?.open ?? value,
      high: Math.max(before?.high ?? value, value),
      low: Math.min(before?.low ?? value, value),
      close: value,
    };
    this.set(candle);
    return candle;
  }

  private set(candle: Candle): void {
    this.byTime.set(candle.time, candle);
    this.newest = Math.max(this.newest, candle.time);
  }

  private trim(): void {
    if (this.byTime.size > this.kept) this.byTime = new Map(this.all.slice(-this.kept).map((candle) => [candle.time, candle]));
  }
}
