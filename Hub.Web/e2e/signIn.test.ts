import { createHmac } from "node:crypto";
import { chromium, type Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { browserOptions } from "./browser";
import { limit, Visitor } from "./chatVisitors";
import { Server } from "./server";

const long = { timeout: 180_000 };
const secret = "a secret of at least thirty-two bytes";

let server: Server;
let browser: Browser;

beforeAll(async () => {
  server = await Server.start({ environment: "Production", "Hub:Auth:Keys:0:Secret": secret });
  browser = await chromium.launch(browserOptions);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A token as an operator would give it. */
function tokenOf(userId: string, name: string, key = secret): string {
  const body = `${encoded({ alg: "HS256", typ: "JWT" })}.${encoded({ sub: userId, name, exp: Math.floor(Date.now() / 1_000) + 3_600, grants: [{ channels: "feed:host", allow: ["subscribe", "history"] }] })}`;
  return `${body}.${createHmac("sha256", key).update(body).digest("base64url")}`;
}

test("in Production the chat takes a pasted token, keeps it over a reload, and forgets it", long, async () => {
  const page = await browser.newPage();
  await page.goto(`${server.address}/chat`);
  await page.getByText("This server asks for a token.").waitFor(limit);
  expect(await page.getByLabel("Your name").count()).toBe(0);
  await page.getByLabel("Token").fill("no token");
  await page.getByRole("button", { name: "Start chatting" }).click();
  await page.getByRole("alert").getByText("This isn’t a token").waitFor(limit);
  await page.getByLabel("Token").fill(tokenOf("ann", "Ann", "another secret of thirty-two bytes!"));
  await page.getByRole("button", { name: "Start chatting" }).click();
  await page.getByText("The server didn’t take the last token.").waitFor(limit);
  await page.getByLabel("Token").fill(`Bearer ${tokenOf("ann", "Ann")}`);
  await page.getByRole("button", { name: "Start chatting" }).click();
  await page.getByText("online").waitFor(limit);
  await page.reload();
  await page.getByText("online").waitFor(limit);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByLabel("Token").waitFor(limit);
  await page.reload();
  await page.getByLabel("Token").waitFor(limit);
  await page.close();
});

test.each([["/", "Show the figures"], ["/live#machine", "Show the live feeds"]])("in Production %s asks for a token and shows the figures with it", long, async (path, action) => {
  const page = await browser.newPage();
  await page.goto(server.address + path);
  await page.getByLabel("Token").fill(tokenOf("eve", "Eve"), limit);
  await page.getByRole("button", { name: action }).click();
  await page.getByText(/^\d[\d.]* %/).first().waitFor(limit);
  await page.close();
});

test("where guests are allowed a name is enough", long, async () => {
  const open = await Server.start();
  try {
    const ann = await Visitor.comeIn(browser, open.address, "Ann");
    await ann.page.getByText("online").waitFor(limit);
    expect(ann.complaints).toEqual([]);
    await ann.close();
  } finally {
    await open.stop();
  }
});
