import { FeedClient, type FeedChange, type FeedValue } from "@realtimehub/client/feeds";
import type { FeedWatch } from "../feed/feedWatch";
import { Candles, type Candle } from "./candles";

/** How long a step of the chart is. */
export interface Span {
  readonly title: string;
  readonly bucketMs: number;
}

export const spans: readonly Span[] = [
  { title: "1 s", bucketMs: 1_000 },
  { title: "5 s", bucketMs: 5_000 },
  { title: "1 min", bucketMs: 60_000 },
];

const most = 240;
/** The server is asked again for the newest spans at most this often: it knows values that were merged away for us. */
const leastPauseMs = 2_000;

interface CourseOf {
  readonly key: string;
  readonly field: string;
  readonly span: Span;
}

/** Where a course is drawn. */
interface CourseSink {
  show(candles: readonly Candle[]): void;
  update(candle: Candle): void;
}

/** Follows one field of one key: begins with the server's series and continues with live values. */
export class Course {
  private readonly series: Candles;
  private readonly feeds: FeedClient;
  private asking = false;
  private askedTime = 0;
  private ended = false;

  constructor(
    private readonly watch: FeedWatch,
    private readonly of: CourseOf,
    private readonly sink: CourseSink,
  ) {
    this.series = new Candles(of.span.bucketMs, most);
    this.feeds = new FeedClient(watch.client);
  }

  get candles(): readonly Candle[] {
    return this.series.all;
  }

  /** @returns Ends it. */
  begin(): () => void {
    const off = this.watch.onValue((change) => this.take(change));
    void this.ask(most);
    return () => {
      this.ended = true;
      off();
    };
  }

  /** Asks the server for the newest spans. */
  private async ask(count: number): Promise<void> {
    if (this.asking || this.ended) return;
    this.asking = true;
    this.askedTime = Date.now();
    this.series.ask();
    const { key, field, span } = this.of;
    try {
      const fromTime = Math.max(0, Date.now() - count * span.bucketMs);
      const { buckets, offset } = await this.feeds.readSeries({ feed: this.watch.name, key, field, bucketMs: span.bucketMs, fromTime });
      this.series.answer(buckets, offset);
    } catch {
      // A field without a series begins with what is there now.
      this.series.answer([], 0);
      const value = this.watch.feed?.values.get(key);
      if (value && !this.series.last) this.put(value);
    }
    this.asking = false;
    if (!this.ended) this.sink.show(this.candles);
  }

  private take({ key, value }: FeedChange): void {
    if (key === this.of.key && value) this.put(value);
  }

  private put({ time, offset, fields }: FeedValue): void {
    const value = fields[this.of.field];
    if (typeof value !== "number") return;
    const before = this.series.last;
    const candle = this.series.take(time, value, offset);
    this.sink.update(candle);
    if (before && candle.time !== before.time) this.goOn(before, candle);
  }

  /** A span is over. After a longer one, such as without a connection or while the page was hidden, all of it is asked for. */
  private goOn(before: Candle, now: Candle): void {
    const { bucketMs } = this.of.span;
    const missed = (now.time - before.time) / bucketMs;
    if (missed > 2) void this.ask(most);
    else if (Date.now() - this.askedTime >= leastPauseMs) void this.ask(2 + Math.ceil((Date.now() - this.askedTime) / bucketMs));
    else this.sink.show(this.candles);
  }
}
