import { HttpTransportType } from "@microsoft/signalr";
import { MessagePackHubProtocol } from "@microsoft/signalr-protocol-msgpack";
import { HubClient, type HubClientOptions } from "@realtimehub/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CuttingProxy, seeded } from "./CuttingProxy";
import { anyonePublishes, MarketSource, MarketViewer } from "./market";
import { Server, withoutLimits } from "./server";

const rounds = process.env.RTHUB_LONG === "1" ? 2_000 : 150;
const seed = Number(process.env.RTHUB_SEED ?? Date.now() % 1_000_000);
const retries = { firstRetryDelayMs: 20, longestRetryDelayMs: 200 };

let server: Server;

beforeAll(async () => {
  console.log(`feeds of seed ${seed} (RTHUB_SEED)`);
  server = await Server.start({ ...withoutLimits, ...anyonePublishes });
}, 120_000);

afterAll(() => server?.stop());

const ways: readonly (readonly [string, () => HubClientOptions])[] = [
  ["WebSockets in JSON", () => ({ http: { transport: HttpTransportType.WebSockets } })],
  ["WebSockets in MessagePack", () => ({ http: { transport: HttpTransportType.WebSockets }, protocol: new MessagePackHubProtocol() })],
  ["Server-Sent Events", () => ({ http: { transport: HttpTransportType.ServerSentEvents } })],
  ["long polling in MessagePack", () => ({ http: { transport: HttpTransportType.LongPolling }, protocol: new MessagePackHubProtocol() })],
];

test.each(ways)("over cuts and a killed server a feed ends at its source's values and never goes back: %s", { timeout: 240_000 }, async (way, options) => {
  const random = seeded(seed);
  const feed = `market-${way.replaceAll(" ", "-")}`;
  const proxy = await CuttingProxy.start(server.port, random);
  const clients: HubClient[] = [];
  const client = (address: string, more: HubClientOptions = {}): HubClient => {
    const made = new HubClient(`${address}/hub`, { ...retries, ...more });
    clients.push(made);
    return made;
  };
  const publisher = client(server.address);
  void publisher.connect();
  const market = new MarketSource(publisher, feed, random);
  await market.change(100);
  const steady = await MarketViewer.openAll(client(proxy.address, options()), feed);
  const viewers: MarketViewer[] = [];
  for (let i = 0; i < 4; i++) viewers.push(await MarketViewer.open(client(proxy.address, options()), feed, seeded(seed + i)));

  let cuts = 0;
  for (let round = 0; round < rounds; round++) {
    await market.change(1 + Math.floor(random() * 40));
    if (random() < 0.3) viewers[Math.floor(random() * viewers.length)]!.changeMind();
    if (random() < 0.05) {
      proxy.cutAll();
      cuts++;
    }
    // Now and then one is let catch up, so that they are cut in the middle of live values, too.
    if (round % 5 === 0) await steady.shows(market.present);
    if (round !== rounds / 2) continue;
    await server.restart();
    await market.repeat();
  }

  viewers.push(steady);
  for (const viewer of viewers) await viewer.endsAt(market.present);
  const sum = (count: (viewer: MarketViewer) => number): number => viewers.map(count).reduce((a, b) => a + b);
  console.log(`${way}: all connections cut ${cuts} times and a kill, ${sum(({ feed }) => feed.received)} values, ${sum(({ feed }) => feed.merged)} merged`);
  expect(viewers.flatMap(({ faults }) => faults)).toEqual([]);
  expect(cuts).toBeGreaterThan(0);
  for (const each of clients) each.stop();
  await proxy.stop();
});
