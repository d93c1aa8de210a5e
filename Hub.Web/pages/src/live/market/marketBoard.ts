import type { HubClient } from "@realtimehub/client";
import type { FeedChange, FeedFields } from "@realtimehub/client/feeds";
import { FeedWatch } from "../feed/feedWatch";
import { usualRate } from "../feed/rates";
import { Courses } from "./courses";
import { isMoving, ordered, type Sort } from "./rows";

export const marketFeed = "market";
const pageSize = 1_000;
/** How often an order by something that moves is made again. */
const orderMs = 10_000;
/** How far back the course of a symbol begins. */
const courseMs = 300_000;

/** What a row shows beside its fields. */
export interface Move {
  readonly direction: "up" | "down";
  /** Another one for each move: the flash starts again with it. */
  readonly count: number;
}

/**
 * The market's table: all symbols in order, of which those in view are followed live. The others have what they had when
 * they were last read, which is enough to put them in order.
 */
export class MarketBoard {
  readonly watch: FeedWatch;
  order: readonly string[] = [];
  sort: Sort = { column: "key", descending: false };
  filter = "";
  private readonly known = new Map<string, FeedFields>();
  private readonly moves = new Map<string, Move>();
  private readonly courses = new Courses((key) => this.readPrices(key), () => this.watch.draw());
  private shown: readonly string[] = [];
  private selected: string | undefined;
  private reading: Promise<void> | undefined;
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly client: HubClient) {
    // No key is asked for before the table says which ones it shows.
    this.watch = new FeedWatch(client, marketFeed, { keys: [], maxRate: usualRate });
    this.watch.onValue((change) => this.take(change));
    this.watch.onOpen = () => void this.readAll();
  }

  /** @returns Ends it. */
  begin(): () => void {
    this.timer = setInterval(() => {
      if (isMoving(this.sort.column) && !document.hidden) void this.readAll();
    }, orderMs);
    return () => clearInterval(this.timer);
  }

  /** The newest fields of a symbol: live where it is in view. */
  fields(key: string): FeedFields | undefined {
    return this.watch.feed?.values.get(key)?.fields ?? this.known.get(key);
  }

  /** Whether a symbol's values come by themselves now. */
  isLive(key: string): boolean {
    return this.watch.feed?.values.has(key) ?? false;
  }

  /** Whether a symbol's value may no longer be true. */
  isStale(key: string): boolean {
    return this.watch.feed?.values.get(key)?.stale ?? false;
  }

  move(key: string): Move | undefined {
    return this.moves.get(key);
  }

  /** The prices of the last minutes of a symbol that was in view. */
  course(key: string): readonly number[] {
    return this.courses.of(key);
  }

  sortBy(sort: Sort): void {
    this.sort = sort;
    this.arrange();
    if (isMoving(sort.column)) void this.readAll();
  }

  filterBy(filter: string): void {
    this.filter = filter;
    this.arrange();
  }

  /** What the table shows from now on, and the symbol whose course is shown beside it: these are followed. */
  show(keys: readonly string[], selected: string | undefined): void {
    if (selected === this.selected && keys.length === this.shown.length && keys.every((key, i) => key === this.shown[i])) return;
    this.shown = keys;
    this.selected = selected;
    this.watch.update({ keys: [...new Set(selected === undefined ? keys : [...keys, selected])] });
    void this.courses.show(keys);
  }

  /** Reads all symbols: their names, and where they stand. */
  private readAll(): Promise<void> {
    this.reading ??= this.readPages().finally(() => (this.reading = undefined));
    return this.reading;
  }

  private async readPages(): Promise<void> {
    try {
      let afterKey: string | undefined;
      do {
        const page = await this.client.readState(`feed:${marketFeed}`, { limit: pageSize, ...(afterKey !== undefined && { afterKey }) });
        for (const { key, data } of page.entries) this.known.set(key, data as FeedFields);
        afterKey = page.nextKey ?? undefined;
      } while (afterKey !== undefined);
    } catch {
      // The order stays as it was.
    }
    this.arrange();
  }

  private arrange(): void {
    for (const [key, { fields }] of this.watch.feed?.values ?? []) this.known.set(key, fields);
    this.order = ordered(this.known, this.sort, this.filter);
    this.watch.draw();
  }

  private take({ key, value, before, snapshot }: FeedChange): void {
    if (!value) return;
    if (!this.known.has(key)) {
      this.known.set(key, value.fields);
      this.order = ordered(this.known, this.sort, this.filter);
    }
    const [now, was] = [value.fields.price, before?.fields.price];
    if (typeof now !== "number") return;
    this.courses.follow(key, now);
    if (snapshot || typeof was !== "number" || now === was) return;
    this.moves.set(key, { direction: now > was ? "up" : "down", count: (this.moves.get(key)?.count ?? 0) + 1 });
  }

  private async readPrices(key: string): Promise<readonly number[]> {
    // By the server's clock, as far as the values say it.
    const newest = this.watch.feed?.values.get(key)?.time ?? Date.now();
    const { buckets } = await this.client.call("ReadSeries", { feed: marketFeed, key, field: "price", fromTime: newest - courseMs, bucketMs: 1_000 }, { background: true });
    return buckets.map(({ close }) => close);
  }
}
