import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { AdminStage, keys, limit, overflow, secret } from "./adminStage";
import { Server } from "./server";
import { signedToken } from "./tokens";

const long = { timeout: 180_000 };
const on = new AdminStage();

/** The page of a user of its own, who is signed in. */
async function signedIn(path: string, button: string, width: number, sub: string) {
  const { page } = await on.door({ width });
  await page.goto(`${on.server.address}${path}`);
  await page.getByLabel("Token").fill(signedToken(secret, { sub, grants: [{ channels: "feed:*", allow: ["subscribe", "history"] }] }), limit);
  await page.getByRole("button", { name: button }).click();
  return page;
}

/** What is right of the banner on a wide window is below it on a phone. */
async function isAboveTheList(page: Page): Promise<void> {
  const [banner, list] = [await page.locator(".trouble").boundingBox(), await page.locator(".rooms").boundingBox()];
  expect(banner!.width).toBeGreaterThan(300);
  expect(list!.y).toBeGreaterThanOrEqual(banner!.y + banner!.height);
  expect(list!.y + list!.height).toBeLessThanOrEqual(844);
}

async function connectionsOf(userId: string): Promise<number> {
  const answer = await fetch(`${on.server.address}/api/v1/connections?user=${userId}`, { headers: { "X-API-Key": keys.admin } });
  return ((await answer.json()) as { connections: unknown[] }).connections.length;
}

async function ban(userId: string): Promise<void> {
  const answer = await fetch(`${on.server.address}/api/v1/users/${userId}/revoke`, {
    method: "POST",
    headers: { "X-API-Key": keys.admin, "Content-Type": "application/json" },
    body: JSON.stringify({ code: "banned", message: "for spam" }),
  });
  expect(answer.status).toBe(204);
}

test.each([
  ["/chat", "Start chatting", 390],
  ["/chat", "Start chatting", 1280],
  ["/editor", "Start writing", 390],
  ["/editor", "Start writing", 1280],
])("%s tells a banned user why in its list view (%s, %d px)", long, async (path, button, width) => {
  const userId = `banned${path.slice(1)}${width}`;
  const page = await signedIn(path, button, width, userId);
  await page.getByText("online", { exact: true }).waitFor(limit);
  await ban(userId);
  await page.locator(".trouble").getByText("You are banned from this server").waitFor(limit);
  expect(await overflow(page)).toBe(0);
  if (width < 500) await isAboveTheList(page);
});

test("a phone’s list of rooms says that there are too many connections, and tries again when asked", long, async () => {
  const server = await Server.start({ "Hub:Limits:ConnectionsPerUser": "1" });
  const { page } = await on.door({ width: 390 });
  try {
    await page.goto(`${server.address}/chat`);
    await page.getByLabel("Your name").fill("Ann");
    await page.getByRole("button", { name: "Start chatting" }).click();
    await page.getByText("online", { exact: true }).waitFor(limit);
    const second = await page.context().newPage();
    await second.goto(`${server.address}/chat`);
    await second.locator(".trouble").getByText(/too many connections open/).waitFor(limit);
    await isAboveTheList(second);
    expect(await overflow(second)).toBe(0);
    await second.getByRole("button", { name: "Try now" }).click(limit);
    await page.close();
    await second.getByText("online", { exact: true }).waitFor(limit);
    expect(await second.locator(".trouble").count()).toBe(0);
  } finally {
    await server.stop();
  }
});

test.each([
  ["/", "Show the figures"],
  ["/live#market", "Show the live feeds"],
  ["/live#machine", "Show the live feeds"],
  ["/chat", "Start chatting"],
  ["/editor", "Start writing"],
])("%s tells a banned user with the operator’s words, and again after a reload", long, async (path, button) => {
  const words = "You are banned from this server. The operator says: for spam";
  const userId = `told${path.replace(/\W/g, "")}`;
  const page = await signedIn(path, button, 1280, userId);
  // Whatever the page shows: the connection stands.
  await expect.poll(() => connectionsOf(userId), limit).toBe(1);
  await ban(userId);
  await page.getByText(words).filter({ visible: true }).first().waitFor(limit);
  await page.reload();
  await page.getByText(`The server didn’t take the last token. ${words}.`).waitFor(limit);
});
