import { HubClient } from "@realtimehub/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Server } from "./server";

const long = process.env.RTHUB_LONG === "1";
const [readers, channels, perSecond] = long ? [300, 10, 200] : [30, 4, 40];
const limit = { timeout: long ? 300_000 : 120_000 };
const options = { firstRetryDelayMs: 50, longestRetryDelayMs: 500, publishQueueCapacity: 100_000 };

let server: Server;

beforeAll(async () => {
  server = await Server.start({ "Hub:Limits:PublishesPerSecond": "0", "Hub:Limits:CallsPerSecond": "0" });
}, 120_000);

afterAll(() => server?.stop());

/** What a reader of a channel got: every fault in words. */
class Reader {
  readonly faults: string[] = [];
  offset = 0;
  readonly client: HubClient;
  readonly ended: Promise<void>;

  constructor(
    address: string,
    private readonly channel: string,
  ) {
    this.client = new HubClient(`${address}/hub`, options);
    this.ended = new Promise((resolve) => (this.end = resolve));
  }

  private end: () => void = () => undefined;

  async begin(): Promise<void> {
    await this.client.connect();
    await this.client.subscribe<number>(this.channel, {
      onPublication: ({ offset, data, type }) => {
        if (offset !== this.offset + 1 || data !== offset) this.faults.push(`${offset} (${data}) after ${this.offset}`);
        this.offset = offset;
        if (type === "end") this.end();
      },
      onReset: ({ reason }) => void this.faults.push(`reset: ${reason}`),
    }).ready;
  }
}

test("a server that takes over from one that drains: nothing lost, nothing twice", { timeout: limit.timeout * 2 }, async () => {
  const names = Array.from({ length: channels }, (_, n) => `topic:restart-${n}`);
  const all = Array.from({ length: readers }, (_, n) => new Reader(server.address, names[n % channels]!));
  for (const reader of all) await reader.begin();
  const publisher = new HubClient(`${server.address}/hub`, options);
  await publisher.connect();
  const counts = names.map(() => 0);
  const publishes: Promise<unknown>[] = [];
  let accepted = 0;
  const publish = (n: number, type: string): void => void publishes.push(publisher.publish(names[n]!, type, ++counts[n]!).then(() => accepted++));
  let turn = 0;
  const timer = setInterval(() => publish(turn++ % channels, "number"), 1_000 / perSecond);

  await expect.poll(() => accepted, limit).toBeGreaterThan(perSecond);
  expect(await server.takeOver()).toBe(0);
  const before = accepted;
  await expect.poll(() => accepted, limit).toBeGreaterThan(before + perSecond);
  clearInterval(timer);
  names.forEach((_, n) => publish(n, "end"));
  await Promise.all(publishes);
  await Promise.all(all.map(({ ended }) => ended));

  expect(all.flatMap(({ faults }) => faults)).toEqual([]);
  expect(all.map(({ offset }) => offset)).toEqual(all.map((_, n) => counts[n % channels]));
  all.forEach(({ client }) => client.stop());
  publisher.stop();
});
