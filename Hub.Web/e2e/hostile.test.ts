import { expect, test, vi } from "vitest";
import { limit, programOf, Visitor } from "./chatVisitors";
import { hostileTexts } from "./hostileTexts";
import { stage } from "./stage";

const on = stage();

/** Only what the page makes itself is there; nothing of the texts has become an element or run. */
async function verify({ page, complaints }: Visitor): Promise<void> {
  const found = await page.evaluate(() => ({
    broken: "broken" in window,
    elements: [...new Set([...document.querySelectorAll(".room *")].map((element) => element.localName))],
    handlers: [...document.querySelectorAll("*")].flatMap((element) => [...element.attributes]).filter(({ name }) => name.startsWith("on")).length,
    addresses: [...document.querySelectorAll<HTMLAnchorElement>(".room a")].map(({ protocol }) => protocol),
    overflow: document.documentElement.scrollWidth - window.innerWidth,
    outside: [...document.querySelectorAll(".message .text")].filter((text) => text.scrollWidth > text.clientWidth + 1 || text.getBoundingClientRect().right > window.innerWidth).length,
  }));
  expect(found).toMatchObject({ broken: false, handlers: 0, outside: 0 });
  expect(found.overflow).toBeLessThanOrEqual(0);
  for (const name of ["script", "img", "iframe", "math", "style", "b", "table", "object"]) expect(found.elements).not.toContain(name);
  expect(found.addresses.filter((protocol) => !/^https?:$/.test(protocol))).toEqual([]);
  expect(complaints).toEqual([]);
}

test.each([1280, 390])("hostile texts in every field do nothing, live and from history, at %i pixels", { timeout: 180_000 }, async (width) => {
  const room = `hostile-${width}`;
  // As a user typed them: what is cut away is what the server refuses in a name or a title.
  using mallory = await programOf(on.server.address, "<img src=x onerror=window.broken=1>");
  await mallory.chat.createRoom({ room, title: "<svg onload=window.broken=1>", topic: "<script>window.broken=1</script> https://x", visibility: "public" });
  const posted = await mallory.chat.openRoom(room);
  const ann = await Visitor.comeIn(on.browser, on.server.address, "Ann", { width, room });
  await ann.join();

  const shown: string[] = [];
  let before: number | undefined;
  for (const text of hostileTexts) {
    const { messageId, text: kept } = await posted.post(text, before);
    shown.push(kept);
    before = messageId;
  }
  await posted.setTyping(true);
  await ann.page.getByText("is writing…").waitFor(limit);
  const wanted = shown.map((text) => text.replace(/[*_`]/g, ""));
  const seen = async () => (await ann.texts()).map((text) => text.replace(/[*_`]/g, ""));
  await vi.waitFor(async () => expect(await seen()).toEqual(wanted), limit);
  await verify(ann);

  await ann.page.reload();
  await vi.waitFor(async () => expect(await seen()).toEqual(wanted), limit);
  await verify(ann);

  // Hovered and answered: the texts go into labels, titles and the line above the field, too.
  for (const at of [0, 1, 11]) {
    const row = ann.page.locator(".message").nth(at);
    await row.scrollIntoViewIfNeeded();
    await row.hover();
    await row.getByRole("button", { name: "Reply", exact: true }).click();
  }
  await verify(ann);

  // Found, and looked at closer: the same texts as excerpts, the same name over a dialog.
  await ann.page.getByRole("button", { name: "Search this room" }).click();
  await ann.page.getByRole("textbox", { name: "Words to find" }).fill("window");
  await ann.page.locator(".result mark").first().waitFor(limit);
  await verify(ann);
  await ann.page.getByRole("button", { name: "Close the search" }).click();
  const row = ann.page.locator(".message").nth(0);
  await row.scrollIntoViewIfNeeded();
  await row.hover();
  await row.getByRole("button", { name: /^About / }).click();
  await ann.page.getByRole("dialog").getByRole("heading", { name: "<img src=x onerror=window.broken=1>" }).waitFor(limit);
  await verify(ann);
  await ann.page.getByRole("button", { name: "Close", exact: true }).click();

  // Too long for the server: it says so, and the page shows it and lets go of it.
  await ann.say("<b>64 KiB</b> ".repeat(5_000));
  await ann.page.getByText(/^Not sent: /).waitFor(limit);
  await verify(ann);
  await ann.page.getByRole("button", { name: "Discard" }).click();
  await vi.waitFor(async () => expect(await seen()).toEqual(wanted), limit);
  await ann.close();
});
