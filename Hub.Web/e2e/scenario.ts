import { HttpTransportType } from "@microsoft/signalr";
import { HubClient, type HubClientOptions } from "@realtimehub/client";

/** What one client saw and did. */
export interface Report {
  /** Of the log channel, in the order of arrival. */
  readonly log: readonly { readonly offset: number; readonly value: number }[];
  /** Of the map channel, in the order of arrival. */
  readonly map: readonly { readonly key: string; readonly offset: number; readonly value: number }[];
  /** What the server answered to each value that was published into the log. */
  readonly accepted: readonly { readonly value: number; readonly offset: number }[];
  readonly resets: number;
  readonly connects: number;
}

const keys = 5;
/** A WebSocket cut while it opens would make SignalR fall back to a transport that nobody cuts. */
const webSockets = { transport: HttpTransportType.WebSockets };

/**
 * Publishes numbers into a log and a map and watches both, over one connection that may be cut at any time. Runs in Node
 * and in a page alike.
 */
export class Scenario {
  private readonly log: { offset: number; value: number }[] = [];
  private readonly map: { key: string; offset: number; value: number }[] = [];
  private readonly accepted: Promise<{ value: number; offset: number }>[] = [];
  private readonly mapped: Promise<{ key: string; offset: number }>[] = [];
  private readonly client: HubClient;
  private resets = 0;
  private connects = 0;
  private next = 1;
  private timer: ReturnType<typeof setInterval> | undefined;
  private arrived: () => void = () => undefined;

  constructor(
    url: string,
    private readonly name: string,
    options: HubClientOptions = {},
  ) {
    this.client = new HubClient(url, { firstRetryDelayMs: 20, longestRetryDelayMs: 200, publishQueueCapacity: 20_000, http: webSockets, ...options });
    this.client.on("welcome", () => this.connects++);
  }

  async begin(): Promise<void> {
    void this.client.connect();
    const onReset = (): void => void this.resets++;
    const log = this.client.subscribe<number>(`topic:${this.name}`, {
      since: await this.beginning(),
      onReset,
      onPublication: ({ offset, data }) => {
        this.log.push({ offset, value: data });
        this.arrived();
      },
    });
    const map = this.client.subscribe<number>(`map:${this.name}`, {
      onReset,
      onPublication: ({ key, offset, data }) => {
        this.map.push({ key: key!, offset, value: data });
        this.arrived();
      },
    });
    await Promise.all([log.ready, map.ready]);
    this.timer = setInterval(() => this.publish(), 10);
  }

  /** Ends publishing, waits for every answer and for everything that was published, and tells. */
  async finish(): Promise<Report> {
    clearInterval(this.timer);
    const accepted = await Promise.all(this.accepted);
    const newest = new Map<string, number>();
    for (const { key, offset } of await Promise.all(this.mapped)) newest.set(key, Math.max(offset, newest.get(key) ?? 0));
    await new Promise<void>((resolve) => {
      // Both channels: after a cut each catches up in its turn, so that one may be whole before the other.
      this.arrived = () => this.log.length >= accepted.length && this.holds(newest) && resolve();
      this.arrived();
    });
    this.client.stop();
    const { log, map, resets, connects } = this;
    return { log, map, accepted, resets, connects };
  }

  /** Whether of every key the newest value has come; older ones may have been merged away. */
  private holds(newest: ReadonlyMap<string, number>): boolean {
    const held = new Set(this.map.map(({ key, offset }) => `${key} ${offset}`));
    return [...newest].every(([key, offset]) => held.has(`${key} ${offset}`));
  }

  private async beginning() {
    const { position } = await this.client.readHistory(`topic:${this.name}`, { limit: 1 });
    return position;
  }

  private publish(): void {
    const value = this.next++;
    const one = this.client.publish(`topic:${this.name}`, "number", value);
    this.accepted.push(one.then(({ position }) => ({ value, offset: position.offset })));
    if (value % 3 !== 0) return;
    const key = `k${value % keys}`;
    const other = this.client.publish(`map:${this.name}`, "number", value, { key });
    this.mapped.push(other.then(({ position }) => ({ key, offset: position.offset })));
  }
}
