import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { limit } from "./chatVisitors";
import { stage } from "./stage";

const long = { timeout: 180_000 };
const on = stage();

/** A page that is signed in and gets no answer from the hub until `connect` is called. */
async function unconnected(path: string, action: string, width: number): Promise<{ page: Page; connect: () => void }> {
  const context = await on.browser.newContext({ viewport: { width, height: 844 }, hasTouch: width < 500 });
  const page = await context.newPage();
  let connect = (): void => undefined;
  const allowed = new Promise<void>((resolve) => (connect = resolve));
  await page.route("**/hub/negotiate*", async (route) => {
    await allowed;
    await route.continue();
  });
  await page.goto(`${on.server.address}${path}`);
  await page.getByLabel("Your name").fill("Ann");
  await page.getByRole("button", { name: action }).click();
  return { page, connect };
}

test.each([
  ["/chat", "Start chatting", "New room", "Name of the room", 390],
  ["/chat", "Start chatting", "New room", "Name of the room", 1280],
  ["/editor", "Start writing", "New document", "Title of the document", 390],
  ["/editor", "Start writing", "New document", "Title of the document", 1280],
] as const)("%s takes a click that the end of connecting falls into (%s, %s, %s, %d px)", long, async (path, action, opener, label, width) => {
  const { page, connect } = await unconnected(path, action, width);
  const button = page.getByRole("button", { name: opener });
  await button.hover();
  const place = await button.boundingBox();
  await page.mouse.down();
  connect();
  await page.getByText("online", { exact: true }).waitFor(limit);
  await page.mouse.up();
  await page.getByLabel(label).waitFor(limit);
  expect(await button.boundingBox()).toEqual(place);
  await page.context().close();
});
