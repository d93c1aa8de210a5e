import { MessagePackHubProtocol } from "@microsoft/signalr-protocol-msgpack";
import { HubClient } from "@realtimehub/client";
import { chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { browserBundle, browserOptions } from "./browser";
import { CuttingProxy, seeded } from "./CuttingProxy";
import type { Report } from "./scenario";
import { Scenario as NodeScenario } from "./scenario";
import { Server, withoutLimits } from "./server";

const long = process.env.RTHUB_LONG === "1";
const wantedCuts = 200;
/** However long they take. */
const leastCuts = long ? wantedCuts : 20;
/** The ordinary run stops at this time, with as many cuts as it had if those are enough; the long one has them all. */
const limitMs = long ? 15 * 60_000 : 14_000;
const seed = Number(process.env.RTHUB_SEED ?? Date.now() % 1_000_000);

let server: Server;
let proxy: CuttingProxy;

beforeAll(async () => {
  console.log(`cuts of seed ${seed} (RTHUB_SEED)`);
  server = await Server.start(withoutLimits);
  proxy = await CuttingProxy.start(server.port, seeded(seed));
}, 120_000);

afterAll(async () => {
  await proxy?.stop();
  await server?.stop();
});

describe("a WebSocket cut at random bytes loses nothing and repeats nothing", () => {
  test.each(["json", "messagepack"])("in Node, over %s", { timeout: limitMs + 120_000 }, async (protocol) => {
    const options = protocol === "messagepack" ? { protocol: new MessagePackHubProtocol() } : {};
    const scenario = new NodeScenario(`${proxy.address}/hub`, protocol, options);
    await scenario.begin();
    const cuts = await cutUntilEnough(`Node, ${protocol}`);
    await verify(protocol, await scenario.finish(), cuts);
  });

  test("in Chromium", { timeout: limitMs + 150_000 }, async () => {
    const browser = await chromium.launch(browserOptions);
    try {
      const page = await browser.newPage();
      const bundle = await browserBundle("scenario.ts");
      await page.route("**/scenario.js", (route) => route.fulfill({ contentType: "text/javascript", body: bundle }));
      await page.goto(`${proxy.address}/health/live`);
      // As text: what stands here as code is rewritten for Node.
      await page.evaluate(`import("/scenario.js").then(({ Scenario }) => (window.running = new Scenario("/hub", "browser")).begin())`);
      const cuts = await cutUntilEnough("Chromium");
      const report = (await page.evaluate("window.running.finish()")) as Report;
      await verify("browser", report, cuts);
    } finally {
      await browser.close();
    }
  });
});

async function cutUntilEnough(where: string): Promise<number> {
  const before = proxy.cuts;
  const until = Date.now() + limitMs;
  proxy.cutting = true;
  while (proxy.cuts - before < (Date.now() < until ? wantedCuts : leastCuts)) await new Promise((resolve) => setTimeout(resolve, 50));
  proxy.cutting = false;
  const cuts = proxy.cuts - before;
  console.log(`${where}: ${cuts} cuts (seed ${seed})`);
  return cuts;
}

async function verify(name: string, report: Report, cuts: number): Promise<void> {
  const { log, map, accepted, resets, connects } = report;
  expect(cuts).toBeGreaterThanOrEqual(leastCuts);
  expect(connects).toBeGreaterThan(cuts / 3);
  expect(resets).toBe(0);

  // Offsets without a hole and without a repeat, the values in the order in which they were published, each once.
  const values = accepted.map(({ value }) => value);
  expect(log.map(({ offset }) => offset)).toEqual(values.map((_, i) => i + 1));
  expect(log.map(({ value }) => value)).toEqual(values);
  expect(accepted.map(({ offset }) => offset)).toEqual(values.map((_, i) => i + 1));

  // Of each key ever newer values, the last of which is the one that the server holds.
  const newest = new Map<string, { offset: number; value: number }>();
  for (const { key, offset, value } of map) {
    expect(offset).toBeGreaterThan(newest.get(key)?.offset ?? 0);
    newest.set(key, { offset, value });
  }
  await using direct = asyncClient();
  const { position } = await direct.client.readHistory(`topic:${name}`, { limit: 1 });
  expect(position.offset).toBe(values.length);
  const { entries } = await direct.client.readState(`map:${name}`);
  expect(Object.fromEntries(newest)).toEqual(Object.fromEntries(entries.map(({ key, offset, data }) => [key, { offset, value: data }])));
  console.log(`${name}: ${values.length} publications, ${connects} connections`);
}

function asyncClient() {
  const client = new HubClient(`${server.address}/hub`);
  void client.connect();
  return { client, [Symbol.asyncDispose]: async () => client.stop() };
}
