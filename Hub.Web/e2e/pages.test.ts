import { HubClient } from "@realtimehub/client";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { browserOptions } from "./browser";
import { complaintsOf } from "./complaints";
import { CuttingProxy } from "./CuttingProxy";
import { Server } from "./server";

const limit = { timeout: 60_000 };
/** Of a test that waits more than once. */
const long = { timeout: 180_000 };

let server: Server;
let proxy: CuttingProxy;
let browser: Browser;

beforeAll(async () => {
  server = await Server.start();
  proxy = await CuttingProxy.start(server.port, () => 0);
  browser = await chromium.launch(browserOptions);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await proxy?.stop();
  await server?.stop();
});

/** A page with all that it complains about and asks for. */
async function open(path: string, width = 1280): Promise<{ page: Page; complaints: string[]; requests: string[] }> {
  const page = await browser.newPage({ viewport: { width, height: 844 } });
  const complaints = complaintsOf(page);
  const requests: string[] = [];
  page.on("request", (request) => requests.push(new URL(request.url()).host));
  await page.goto(proxy.address + path);
  return { page, complaints, requests };
}

const overflow = (page: Page): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

/** Waits, past the proxy, until the feed has said something so many times. */
async function feedSays(times: number): Promise<void> {
  using client = new HubClient(`${server.address}/hub`);
  void client.connect();
  const feed = client.subscribe("feed:host", { keys: ["cpu"] });
  for await (const { snapshot } of feed) if (!snapshot && --times === 0) return;
}

describe.each([1280, 390])("at a width of %i pixels", (width) => {
  test("the start page shows the server's pulse, from this server alone and without a complaint", long, async () => {
    const { page, complaints, requests } = await open("/", width);
    await page.getByText(/^\d[\d.]* %/).first().waitFor(limit);
    await page.getByText("Answers that all is well.").nth(1).waitFor(limit);
    await page.getByRole("tab", { name: ".NET" }).click();
    await page.getByText("new HubClient(new Uri").waitFor(limit);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect(complaints).toEqual([]);
    expect(new Set(requests)).toEqual(new Set([new URL(proxy.address).host]));
    await page.close();
  });

  test("the live page has a chart of every figure and fits", long, async () => {
    const { page, complaints } = await open("/live#machine", width);
    for (const title of ["Processor", "Memory", "Network", "Disk", "Load", "This server"]) {
      await page.getByRole("img", { name: new RegExp(`^${title}, last two minutes.*now`) }).waitFor(limit);
    }
    await page.getByRole("row", { name: /^GC pause/ }).waitFor(limit);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect(complaints).toEqual([]);
    await page.close();
  });
});

test("an unknown address is answered in the pages' look, with the ways on", long, async () => {
  const { page } = await open("/");
  const look = () => page.evaluate(() => [getComputedStyle(document.body).backgroundColor, getComputedStyle(document.querySelector("h1")!).fontFamily]);
  const wanted = await look();
  const answer = await page.goto(`${proxy.address}/chat/no/such-page`);
  expect(answer!.status()).toBe(404);
  await page.getByRole("heading", { name: "There is no such page" }).waitFor(limit);
  expect(await look()).toEqual(wanted);
  expect(await page.getByRole("main").getByRole("link").evaluateAll((links) => links.map((link) => link.getAttribute("href")))).toEqual(["/", "/chat", "/editor", "/live"]);
  await page.getByRole("main").getByRole("link", { name: "Chat" }).click();
  await page.getByLabel("Your name").waitFor(limit);
  await page.close();
});

test("the tabs of the samples follow the arrow keys", long, async () => {
  const { page } = await open("/");
  await page.getByRole("tab", { name: "JavaScript" }).focus();
  await page.keyboard.press("ArrowLeft");
  await expect.poll(() => page.getByRole("tab", { selected: true }).textContent(), limit).toBe("Plain SignalR");
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent), limit).toBe("Plain SignalR");
  await page.close();
});

/** How many missed readings a notice says were filled in; 0 when there is no such notice. */
function filledIn(notices: readonly string[]): number {
  return Number(/Connected again after \d+ s\. (\d+) missed readings were filled in\./.exec(notices.join("\n"))?.[1] ?? 0);
}

test("a lost connection is said, counted down and recovered from, with what was missed", long, async () => {
  const { page } = await open("/live#machine");
  await page.getByRole("status").filter({ hasText: "Live" }).waitFor(limit);
  const busy = page.getByRole("img", { name: /^Processor, last two minutes.*now/ });
  await busy.waitFor(limit);

  proxy.away = true;
  proxy.cutAll();
  await page.getByRole("status").filter({ hasText: "Connection lost" }).waitFor(limit);
  await page.getByText(/Next attempt in \d+ s/).waitFor(limit);
  await feedSays(2);
  proxy.away = false;
  await page.getByRole("button", { name: "Try now" }).click({ timeout: 5_000 }).catch(() => undefined);
  // Looked for and read at once: the notice goes by itself.
  const notices = () => page.getByRole("status").allTextContents();
  await expect.poll(async () => filledIn(await notices()), limit).toBeGreaterThan(0);
  await page.getByRole("status").filter({ hasText: /^Live$/ }).waitFor(limit);
  // The line was not torn: what history told is between what came before and after.
  const moves = await page.locator(".panel").first().locator("path.line").getAttribute("d");
  expect(moves?.match(/M/g)).toHaveLength(1);
  await page.close();
});

test("a server that has started again is said to have done so", long, async () => {
  const { page } = await open("/live#machine");
  await page.getByRole("status").filter({ hasText: "Live" }).waitFor(limit);
  await page.getByRole("row", { name: /^Busy/ }).first().waitFor(limit);
  const { port } = server;
  await server.stop();
  server = await Server.start({}, port);
  await page.getByRole("status").filter({ hasText: "has started again" }).waitFor({ timeout: 90_000 });
  await page.getByRole("row", { name: /^Busy/ }).first().waitFor(limit);
  await page.close();
});

test("where anonymous visitors are refused the page comes as a guest", long, async () => {
  const strict = await Server.start({ "Hub:Auth:AllowAnonymous": "false", "Hub:Auth:AllowGuests": "true" });
  try {
    const page = await browser.newPage();
    await page.goto(`${strict.address}/live#machine`);
    await page.getByRole("status").filter({ hasText: /^Live$/ }).waitFor(limit);
    await page.getByRole("row", { name: /^Busy/ }).first().waitFor(limit);
    await page.close();
  } finally {
    await strict.stop();
  }
});
