import { HubClient, ConnectionLostError, type FeedUpdate } from "@realtimehub/client";
import { FeedClient, type FeedValue, type LiveFeed } from "@realtimehub/client/feeds";

/** So that a test may publish without a token. */
export const anyonePublishes = { "Hub:Namespaces:feed:Publish": "anyone" };

interface Shown {
  readonly n: number;
  readonly start: number;
}

export const marketKeys: readonly string[] = Array.from({ length: 40 }, (_, i) => `S${String(i).padStart(2, "0")}`);

/**
 * A source of random values over some keys that knows what its feed must show. The fields of a value fit together
 * (`difference = n - start`), so that a patch on a wrong base is seen, and `n` rises for ever.
 */
export class MarketSource {
  readonly present = new Map<string, Shown>();
  private readonly feeds: FeedClient;
  private n = 0;

  constructor(
    client: HubClient,
    private readonly feed: string,
    private readonly random: () => number,
  ) {
    this.feeds = new FeedClient(client);
  }

  /** Publishes some changes: whole values, patches, removals. */
  change(count: number): Promise<void> {
    return this.publish(Array.from({ length: count }, () => this.next(marketKeys[Math.floor(this.random() * marketKeys.length)]!)));
  }

  /** Publishes what there is, and what there is not: as a source does whose server may have lost something. */
  repeat(): Promise<void> {
    return this.publish(marketKeys.map((key) => (this.present.has(key) ? whole(key, this.present.get(key)!) : { key, removed: true })));
  }

  private next(key: string): FeedUpdate {
    const n = ++this.n;
    const before = this.present.get(key);
    const choice = Math.floor(this.random() * 10);
    if (before && choice === 0) {
      this.present.delete(key);
      return { key, removed: true };
    }
    const value = { n, start: before && choice < 4 ? before.start : n - Math.floor(this.random() * 3) };
    this.present.set(key, value);
    return before && choice < 4 ? { key, patch: true, fields: { n, difference: n - value.start } } : whole(key, value);
  }

  private async publish(updates: readonly FeedUpdate[]): Promise<void> {
    for (;;) {
      try {
        return void (await this.feeds.publishUpdates(this.feed, updates));
      } catch (error) {
        // They say what is, not what was added: publishing them twice is as good as once.
        if (!(error instanceof ConnectionLostError)) throw error;
      }
    }
  }
}

const rates = [-1, 1, 5, 20, 50];

/** One who follows a feed, changes its mind all the time, and notes whatever is wrong. */
export class MarketViewer {
  readonly faults: string[] = [];
  private readonly last = new Map<string, number>();

  private constructor(
    readonly feed: LiveFeed,
    private readonly random: () => number,
  ) {
    feed.on("reset", () => this.last.clear());
    feed.on("changed", ({ key, value }) => this.check(key, value));
  }

  static async open(client: HubClient, name: string, random: () => number): Promise<MarketViewer> {
    void client.connect();
    const keys = random() < 0.3 ? undefined : some(random);
    const feed = await new FeedClient(client).openFeed(name, { maxRate: rates[Math.floor(random() * rates.length)]!, ...(keys && { keys }) });
    return new MarketViewer(feed, random);
  }

  static async openAll(client: HubClient, name: string): Promise<MarketViewer> {
    void client.connect();
    return new MarketViewer(await new FeedClient(client).openFeed(name), () => 0);
  }

  changeMind(): void {
    const { feed, random } = this;
    const choices = [
      () => feed.pause(),
      () => feed.resume(),
      () => feed.update({ maxRate: rates[Math.floor(random() * rates.length)]! }),
      () => feed.update({ keys: some(random) }),
    ];
    void choices[Math.floor(random() * choices.length)]!();
  }

  async endsAt(present: ReadonlyMap<string, Shown>): Promise<void> {
    await this.feed.resume();
    await this.feed.update({ maxRate: -1 });
    await this.shows(present);
  }

  /** Resolves when it shows these values of its keys. */
  shows(present: ReadonlyMap<string, Shown>): Promise<void> {
    const { keys, values } = this.feed;
    const expected = [...present].filter(([key]) => keys?.includes(key) ?? true);
    return new Promise((resolve) => {
      const off = this.feed.on("changed", () => look());
      const look = (): void => {
        if (values.size !== expected.length || !expected.every(([key, { n, start }]) => values.get(key)?.fields.n === n && values.get(key)!.fields.start === start)) return;
        off();
        resolve();
      };
      look();
    });
  }

  private check(key: string, value: FeedValue | undefined): void {
    if (!value) return;
    const { n, start, difference } = value.fields as Record<string, number>;
    if (difference !== n! - start!) this.faults.push(`${key}: a patch on a wrong base gave ${JSON.stringify(value.fields)}`);
    if (n! < (this.last.get(key) ?? 0)) this.faults.push(`${key}: ${n} after ${this.last.get(key)}`);
    this.last.set(key, n!);
  }
}

function whole(key: string, { n, start }: Shown): FeedUpdate {
  return { key, fields: { n, start, difference: n - start, name: key } };
}

const some = (random: () => number): string[] => marketKeys.filter(() => random() < 0.5);
