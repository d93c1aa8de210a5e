import { createHmac } from "node:crypto";
import { HubClient } from "@realtimehub/client";
import { FeedClient } from "@realtimehub/client/feeds";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { browserOptions } from "./browser";
import { complaintsOf } from "./complaints";
import { anyonePublishes } from "./market";
import { Server, withoutLimits } from "./server";
import { signedToken } from "./tokens";

const limit = { timeout: 60_000 };
const long = { timeout: 180_000 };

let server: Server;
let browser: Browser;

beforeAll(async () => {
  server = await Server.start(withoutLimits);
  browser = await chromium.launch(browserOptions);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

interface Update {
  readonly keys?: readonly string[];
  readonly maxRate?: number;
}

/** A live page, with what it complains about and what it asks of its subscription. */
async function open(place: string, options: { readonly width?: number; readonly reducedMotion?: "reduce" } = {}) {
  const { width = 1280, reducedMotion = null } = options;
  const page = await browser.newPage({ viewport: { width, height: 900 }, reducedMotion });
  const complaints = complaintsOf(page);
  const updates: Update[] = [];
  page.on("websocket", (socket) =>
    socket.on("framesent", ({ payload }) => {
      for (const message of String(payload).split("\u001e").filter(Boolean)) {
        const { target, arguments: given } = JSON.parse(message) as { target?: string; arguments?: Update[] };
        if (target === "UpdateSubscription") updates.push(given![0]!);
      }
    }),
  );
  await page.goto(`${server.address}/live${place}`);
  return { page, complaints, updates };
}

const status = (page: Page, text: string | RegExp) => page.getByRole("status").filter({ hasText: text });
const shownRows = (page: Page): Promise<string[]> => page.locator(".board tbody th button").allTextContents();
const overflow = (page: Page): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
const figure = async (page: Page, name: string): Promise<number> => Number((await page.locator(`[data-figure=${name}]`).textContent())!.replace(/[,/s]/g, ""));

/** The keys that are asked for follow what is in view. */
async function followsTheView(page: Page, updates: readonly Update[]): Promise<void> {
  await expect
    .poll(async () => {
      const [rows, keys] = [await shownRows(page), updates.findLast((update) => update.keys)?.keys ?? []];
      return rows.length > 0 && rows.every((row) => keys.includes(row)) && keys.length <= rows.length + 1;
    }, limit)
    .toBe(true);
}

test.each([1280, 390])("the market shows 500 symbols of which those in view are live, while it scrolls, at %i pixels", long, async (width) => {
  const { page, complaints, updates } = await open("", { width });
  const table = page.getByRole("table");
  await table.locator("[aria-rowindex='2']").waitFor(limit);
  await expect.poll(() => table.getAttribute("aria-rowcount"), limit).toBe("501");
  await page.getByText("do not exist: a simulation").waitFor(limit);
  await followsTheView(page, updates);
  await page.locator(".flash.up").first().waitFor(limit);
  await page.locator(".flash.down").first().waitFor(limit);
  await expect.poll(() => page.locator(".board .spark polyline").count(), limit).toBeGreaterThan(5);
  expect((await shownRows(page))[0]).toBe("ABEE");

  await page.locator(".board").hover();
  for (let turn = 0; turn < 30; turn++) await page.mouse.wheel(0, 300);
  await expect.poll(async () => (await shownRows(page))[0], limit).not.toBe("ABEE");
  await followsTheView(page, updates);
  expect(await page.locator(".board tbody tr").count()).toBeLessThan(40);
  await expect.poll(() => page.locator(".board tr.old").count(), limit).toBe(0);
  await page.locator(".board").evaluate((board) => board.scrollTo(0, 1e9));
  await page.getByRole("button", { name: "ZEPT", exact: true }).waitFor(limit);
  await followsTheView(page, updates);
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  expect(complaints).toEqual([]);
  await page.close();
});

test("the market is put in order, filtered, and walked through by keys", long, async () => {
  const { page, complaints, updates } = await open("");
  await page.getByRole("button", { name: "ABEE", exact: true }).waitFor(limit);
  await page.getByRole("button", { name: "Price", exact: true }).click();
  await expect.poll(() => page.getByRole("columnheader", { name: "Price" }).getAttribute("aria-sort"), limit).toBe("descending");
  await followsTheView(page, updates);
  const prices = async () => (await page.locator(".board tbody td:nth-of-type(2)").allTextContents()).slice(0, 10).map((text) => Number(text.replaceAll(",", "")));
  // They move while they are looked at: the order is of a moment ago.
  const [first, , , , , , , , , last] = await prices();
  expect(first).toBeGreaterThan(last! * 1.05);

  await page.getByRole("searchbox").fill("energy");
  await status(page, "100 symbols fit").waitFor({ state: "attached", ...limit });
  await page.getByRole("searchbox").fill("no such thing");
  await page.getByText("No symbol fits.").waitFor(limit);
  await page.getByRole("searchbox").fill("");
  await page.getByRole("button", { name: "Symbol", exact: true }).click();
  await page.getByRole("button", { name: "ABEE", exact: true }).focus();
  await page.keyboard.press("ArrowDown");
  const focused = () => page.evaluate(() => document.activeElement?.textContent);
  await expect.poll(focused, limit).toBe("ABEF");
  await page.keyboard.press("End");
  await expect.poll(focused, limit).toBe("ZEPT");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "ZEPT" }).waitFor(limit);
  expect(page.url()).toContain("#market/ZEPT");
  expect(complaints).toEqual([]);
  await page.close();
});

test("a symbol's course is drawn and goes on, and its key stays asked for out of view", long, async () => {
  const { page, complaints, updates } = await open("#market/ABEE");
  await page.locator(".course-chart canvas").first().waitFor(limit);
  await page.getByRole("button", { name: "1 s", exact: true }).click();
  const candles = async () => Number(await page.locator("[data-candles]").getAttribute("data-candles"));
  await expect.poll(candles, limit).toBeGreaterThan(0);
  const before = await candles();
  await page.locator(".board").evaluate((board) => board.scrollTo(0, 8_000));
  await expect.poll(() => shownRows(page), limit).not.toContain("ABEE");
  const rows = await shownRows(page);
  await expect.poll(() => updates.findLast((update) => update.keys)?.keys, limit).toEqual(expect.arrayContaining(["ABEE", rows[rows.length >> 1]]));
  await expect.poll(candles, limit).toBeGreaterThan(before);
  await page.getByRole("button", { name: "Close" }).click();
  await page.getByText("Choose a symbol to see its chart.").waitFor(limit);
  await page.getByRole("columnheader", { name: "Trend" }).waitFor(limit);
  expect(complaints).toEqual([]);
  await page.close();
});

test("a chart begins with what the server knows, and its newest candle is the newest price", long, async () => {
  const first = await open("#market/ACOF");
  const candles = (page: Page) => page.locator("[data-candles]");
  const count = async (page: Page) => Number(await candles(page).getAttribute("data-candles"));
  // A viewer has watched for a while: the server has its course.
  await expect.poll(() => count(first.page), limit).toBeGreaterThan(2);
  const { page } = await open("#market/ACOF");
  // What is there at first: live values alone take ten seconds for so many.
  let atFirst = 0;
  await expect.poll(async () => (atFirst ||= await count(page)), limit).toBeGreaterThan(0);
  expect(atFirst).toBeGreaterThan(2);
  await expect
    .poll(async () => (await candles(page).textContent())!.includes(`Now ${await page.locator(".headline b").textContent()},`), { ...limit, interval: 50 })
    .toBe(true);
  await first.page.close();
  await page.close();
});

test("an alert is set by a click, fires once, stays in the list over a reload, and is cleared", long, async () => {
  const { page, complaints } = await open("#market/ABEI");
  await page.getByRole("button", { name: "Become a guest to set alerts" }).click(limit);
  const panel = page.getByRole("region", { name: "Alerts" });
  await panel.getByLabel("Threshold").fill("0.01", limit);
  await panel.getByRole("button", { name: "Set alert" }).click();
  // A price is above a cent with the next trade.
  await page.locator(".fired-alert").getByText("rises above 0.01: price is").waitFor(limit);
  await page.getByRole("button", { name: "OK" }).click();
  await panel.getByText(/^fired .* at/).waitFor(limit);
  await panel.getByLabel("Alert me when it").selectOption("below");
  await panel.getByLabel("Threshold").fill("0.02");
  await panel.getByRole("button", { name: "Set alert" }).click();
  await panel.getByText("falls below 0.02").waitFor(limit);
  await page.reload();
  await panel.getByText(/^fired .* at/).waitFor(limit);
  await panel.getByRole("button", { name: "Clear: rises above 0.01" }).click();
  await panel.getByText("rises above 0.01").waitFor({ state: "detached", ...limit });
  await panel.getByText("falls below 0.02").waitFor(limit);
  expect(await page.locator(".fired-alert").count()).toBe(0);
  await panel.getByLabel("Alert me when it").selectOption("changes");
  await panel.getByLabel("Percent").fill("0.001");
  await panel.getByLabel("% within").selectOption("5 min");
  await panel.getByRole("button", { name: "Set alert" }).click();
  await page.locator(".fired-alert").getByText("changes by 0.001 % within 5 min: price is").waitFor(limit);
  expect(complaints).toEqual([]);
  await page.close();
});

test("the slider changes the rate, and a hidden page is sent nothing", long, async () => {
  const { page, updates } = await open("");
  await page.locator(".flash").first().waitFor(limit);
  await page.getByRole("slider").focus();
  await page.keyboard.press("End");
  await page.getByText("as often as it changes").waitFor(limit);
  await expect.poll(() => updates.findLast((update) => update.maxRate !== undefined)?.maxRate, limit).toBe(-1);
  await expect.poll(() => figure(page, "received"), limit).toBeGreaterThan(100);
  await page.keyboard.press("Home");
  await page.getByText("every 5 s").waitFor(limit);
  await expect.poll(() => figure(page, "received"), limit).toBeLessThan(30);
  await expect.poll(() => figure(page, "merged"), limit).toBeGreaterThan(30);

  const hide = (hidden: boolean) =>
    page.evaluate((hidden) => {
      Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
      document.dispatchEvent(new Event("visibilitychange"));
    }, hidden);
  await hide(true);
  await expect.poll(() => updates.at(-1)?.maxRate, limit).toBe(0);
  await status(page, "Paused").waitFor({ state: "attached", ...limit });
  await expect.poll(() => figure(page, "received"), limit).toBe(0);
  await hide(false);
  await expect.poll(() => updates.at(-1)?.maxRate, limit).toBe(0.2);
  await expect.poll(() => figure(page, "received"), limit).toBeGreaterThan(0);
  await page.close();
});

test("a server that is killed and returns: what is old is shown as old, then all is live again", long, async () => {
  const { page, updates } = await open("");
  await page.locator(".flash").first().waitFor(limit);
  await page.locator(".board").evaluate((board) => board.scrollTo(0, 4_000));
  await followsTheView(page, updates);
  const rows = await shownRows(page);
  await server.kill();
  await status(page, "Connection lost").waitFor({ state: "attached", ...limit });
  await page.locator(".market.stale").waitFor(limit);
  // Nothing is empty: the last values stay.
  expect(await shownRows(page)).toEqual(rows);
  expect(await page.locator(".board tbody td").filter({ hasText: "–" }).count()).toBe(0);
  await server.revive();
  await page.getByRole("button", { name: "Try now" }).click({ timeout: 5_000 }).catch(() => undefined);
  await status(page, /Connected again after \d+ s\. \d+ values had changed\./).waitFor({ state: "attached", ...limit });
  await expect.poll(() => page.locator(".market.stale").count(), limit).toBe(0);
  await page.locator(".flash.up").first().waitFor(limit);
  await expect.poll(() => page.locator(".board tr.old").count(), limit).toBe(0);
  expect(await shownRows(page)).toEqual(rows);
  await page.close();
});

test.each([1280, 390])("the weather is a map, a table and the course of a station, at %i pixels", long, async (width) => {
  const { page, complaints } = await open("#weather", { width });
  await page.getByRole("img", { name: /^Map of 40 stations.*Coldest: .*°C\. Warmest: .*°C\./ }).waitFor(limit);
  expect(await page.locator(".station").count()).toBe(40);
  await page.getByText("a simulation").waitFor(limit);
  // Where it is on the map is what counts for the click, not what lies above it.
  await page.locator(".station", { hasText: "Honolulu" }).locator(".point").click(limit);
  await page.getByRole("heading", { name: "Honolulu" }).waitFor(limit);
  await page.locator(".course-chart canvas").first().waitFor(limit);
  await page.getByRole("button", { name: "Tokyo", exact: true }).click();
  await page.getByRole("heading", { name: "Tokyo" }).waitFor(limit);
  await page.getByRole("button", { name: "Temperature", exact: true }).click();
  await expect.poll(() => page.getByRole("columnheader", { name: "Temperature" }).getAttribute("aria-sort"), limit).toBe("descending");
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  expect(complaints).toEqual([]);
  await page.close();
});

test("values whose source is silent are marked, until it speaks", long, async () => {
  // An ordinary feed under the market's name, with a source that is this test.
  const quiet = await Server.start({ ...withoutLimits, ...anyonePublishes, "Hub:Feeds:market:Source": "publish", "Hub:Feeds:market:StaleAfter": "00:00:02" });
  const client = new HubClient(`${quiet.address}/hub`);
  try {
    void client.connect();
    const feeds = new FeedClient(client);
    const publish = (price: number) => feeds.publishUpdates("market", ["AAA", "BBB"].map((key) => ({ key, fields: { name: key, price } })));
    await publish(1);
    const page = await browser.newPage();
    await page.goto(`${quiet.address}/live`);
    await page.locator(".stale-mark").nth(1).waitFor(limit);
    await status(page, "All values may be old").waitFor({ state: "attached", ...limit });
    await publish(2);
    await page.locator(".flash.up").nth(1).waitFor(limit);
    await page.close();
  } finally {
    client.stop();
    await quiet.stop();
  }
});

test("who wants no motion sees none", long, async () => {
  const { page } = await open("", { reducedMotion: "reduce" });
  // Found and looked at in one turn: a cell is replaced with the next move.
  const animation = () =>
    page.evaluate(() => {
      const cell = document.querySelector(".flash.up");
      return cell && getComputedStyle(cell).animationName;
    });
  await expect.poll(animation, limit).not.toBe(null);
  expect([null, "none"]).toContain(await animation());
  await page.close();
});

test("in Production the page opens the machine, which runs by default, and a missing feed’s advice is whole on a phone", long, async () => {
  const secret = "a secret of at least thirty-two bytes";
  const strict = await Server.start({ environment: "Production", "Hub:Auth:Keys:0:Secret": secret });
  const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
  try {
    await page.goto(`${strict.address}/live`);
    await page.getByLabel("Token").fill(signedToken(secret, { sub: "eve", grants: [{ channels: "feed:*", allow: ["subscribe", "history"] }] }), limit);
    await page.getByRole("button", { name: "Show the live feeds" }).click();
    await page.getByRole("heading", { name: "This machine, live" }).waitFor(limit);
    await page.getByRole("link", { name: "Market" }).click();
    const advice = page.locator(".missing pre").filter({ hasText: "--Hub:Feeds:market:Source simulator" });
    await advice.waitFor(limit);
    expect(await advice.textContent()).not.toContain("dotnet run");
    expect(await advice.evaluate((element) => element.scrollWidth - element.clientWidth)).toBeLessThanOrEqual(0);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
  } finally {
    await page.close();
    await strict.stop();
  }
});

test("the weather’s table keeps the same distance from both edges of its card on a phone", long, async () => {
  const { page } = await open("#weather", { width: 390 });
  const wind = page.locator(".stations tbody tr").first().locator("td:not(.wide)").last();
  await wind.waitFor(limit);
  expect(await wind.evaluate((cell) => getComputedStyle(cell).paddingRight)).toBe("14px");
  await page.close();
});

test("in Production a view says that its feed is missing and how to get one", long, async () => {
  const secret = "a secret of at least thirty-two bytes";
  const strict = await Server.start({ environment: "Production", "Hub:Auth:Keys:0:Secret": secret });
  try {
    const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    const body = `${encoded({ alg: "HS256", typ: "JWT" })}.${encoded({ sub: "eve", exp: Math.floor(Date.now() / 1_000) + 3_600, grants: [{ channels: "feed:market", allow: ["subscribe", "history"] }] })}`;
    const page = await browser.newPage();
    await page.goto(`${strict.address}/live`);
    await page.getByLabel("Token").fill(`${body}.${createHmac("sha256", secret).update(body).digest("base64url")}`, limit);
    await page.getByRole("button", { name: "Show the live feeds" }).click();
    await page.getByRole("heading", { name: "No feed here yet" }).waitFor(limit);
    await page.getByText("--Hub:Feeds:market:Source simulator").waitFor(limit);
    await page.getByRole("link", { name: "Weather" }).click();
    await page.getByRole("heading", { name: "You may not watch this feed" }).waitFor(limit);
    await page.getByText("--grant 'feed:*=subscribe,history'").waitFor(limit);
    await page.getByRole("link", { name: "This machine" }).click();
    await page.getByText("only those watch feed:host").waitFor(limit);
    expect(await page.getByText("--grant 'feed:*=subscribe,history'").count()).toBe(1);
    expect(await page.getByText("you may not subscribe").count()).toBe(0);
    expect(await page.locator(".panels, .panel, canvas").count()).toBe(0);
    // The start page's figures are a feed, too.
    await page.goto(strict.address);
    await page.getByText("--grant 'feed:host=subscribe,history'").waitFor(limit);
    expect(await page.getByText("you may not subscribe").count()).toBe(0);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await page.close();
  } finally {
    await strict.stop();
  }
});
