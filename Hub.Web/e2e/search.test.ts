import { expect, test, vi } from "vitest";
import { limit, programOf, Visitor } from "./chatVisitors";
import { stage } from "./stage";

const long = { timeout: 180_000 };

const on = stage();

const field = ({ page }: Visitor) => page.getByRole("textbox", { name: "Words to find" });
const results = ({ page }: Visitor) => page.locator(".result");
const found = async (visitor: Visitor) => (await results(visitor).locator(".result-text").allTextContents()).map((text) => text.replaceAll("…", "").trim());
const inSight = ({ page }: Visitor, text: string) =>
  page.getByRole("log").evaluate((log, wanted) => {
    const row = [...log.querySelectorAll(".message")].find((one) => one.querySelector(".text")?.textContent === wanted);
    const [place, seen] = [row?.getBoundingClientRect(), log.getBoundingClientRect()];
    return place !== undefined && place.top >= seen.top && place.bottom <= seen.bottom;
  }, text);

test("words are found, newest first, and an old message is gone to and read on from", long, async () => {
  using owner = await programOf(on.server.address, "Zoë");
  await owner.chat.createRoom({ room: "recipes", title: "Recipes", visibility: "public" });
  const room = await owner.chat.openRoom("recipes");
  for (let i = 1; i <= 300; i++) await room.post(i % 100 === 7 ? `Crème brûlée, take ${i}` : i % 10 === 0 ? `creamy soup ${i}` : `line ${i}`);
  const bob = await Visitor.comeIn(on.browser, on.server.address, "Bob", { room: "recipes" });
  await bob.join();
  await bob.sees("creamy soup 300");

  // Typed while writing it is a slash; elsewhere it begins a search.
  await bob.field.press("/");
  expect(await bob.field.inputValue()).toBe("/");
  await bob.field.fill("");
  await bob.page.getByRole("log").focus();
  await bob.page.keyboard.press("/");
  await expect.poll(() => field(bob).evaluate((element) => element === document.activeElement), limit).toBe(true);
  await bob.page.keyboard.type("CREME");
  await vi.waitFor(async () => expect(await found(bob)).toEqual([207, 107, 7].map((i) => `Crème brûlée, take ${i}`)), limit);
  await bob.page.getByRole("status").getByText("3 messages").waitFor(limit);
  expect(await results(bob).locator("mark").allTextContents()).toEqual(["Crème", "Crème", "Crème"]);
  expect(await results(bob).first().textContent()).toMatch(/Zoë\s*Today, \d\d:\d\d/);

  // To the oldest by the keyboard: far above what is loaded.
  for (let i = 0; i < 3; i++) await bob.page.keyboard.press("ArrowDown");
  await bob.page.keyboard.press("Enter");
  await expect.poll(() => inSight(bob, "Crème brûlée, take 7"), limit).toBe(true);
  const located = bob.page.locator(".message.located");
  expect(await located.locator(".text").textContent()).toBe("Crème brûlée, take 7");
  expect(await located.evaluate((row) => row === document.activeElement)).toBe(true);
  await bob.page.getByText("This is where it began.").waitFor({ state: "attached", ...limit });
  expect((await bob.texts()).length).toBeLessThan(200);

  // What is posted meanwhile doesn't move what one reads; it is counted and one key away.
  await room.post("news meanwhile");
  await bob.page.getByRole("button", { name: "1 new" }).waitFor(limit);
  expect(await inSight(bob, "Crème brûlée, take 7")).toBe(true);

  // Read on downwards until the newest are there again, without a hole.
  const scroller = bob.page.getByRole("log");
  // To its end with the last page there, too: while a part of it is below the fold it isn't read.
  await vi.waitFor(async () => {
    await scroller.evaluate((log) => (log.scrollTop = log.scrollHeight));
    expect((await bob.texts()).at(-1)).toBe("news meanwhile");
    expect(await inSight(bob, "news meanwhile")).toBe(true);
  }, limit);
  const numbers = (await bob.texts()).slice(0, -1).map((text) => Number(/\d+$/.exec(text)![0]));
  expect(numbers).toEqual(Array.from({ length: 300 }, (_, i) => i + 1));
  await bob.page.getByRole("button", { name: "1 new" }).waitFor({ state: "hidden", ...limit });

  await bob.page.keyboard.press("Control+k");
  await field(bob).press("Escape");
  await results(bob).first().waitFor({ state: "detached", ...limit });
  await expect.poll(() => bob.field.evaluate((element) => element === document.activeElement), limit).toBe(true);
  expect(bob.complaints).toEqual([]);
  await bob.close();
});

test("older results come when asked for, deleted ones go, nothing found and a refusal are said", long, async () => {
  using owner = await programOf(on.server.address, "Owner");
  await owner.chat.createRoom({ room: "many", title: "Many", visibility: "public" });
  const room = await owner.chat.openRoom("many");
  const posted = [];
  for (let i = 1; i <= 45; i++) posted.push(await room.post(`apple ${i} <b>apple</b>`));
  const bob = await Visitor.comeIn(on.browser, on.server.address, "Bob", { room: "many" });
  await bob.join();
  // Also while one is writing; the field is there before the next key.
  await bob.field.focus();
  const focused = bob.page.evaluate(async () => {
    document.activeElement!.dispatchEvent(new KeyboardEvent("keydown", { key: "k", ctrlKey: true, bubbles: true, cancelable: true }));
    await new Promise<void>((resolve) => queueMicrotask(resolve));
    return document.activeElement?.getAttribute("aria-label");
  });
  expect(await focused).toBe("Words to find");
  await field(bob).fill("apple");
  await bob.page.getByText("The newest 20 messages").waitFor(limit);
  await bob.page.getByRole("button", { name: "Older results" }).click();
  await bob.page.getByText("The newest 40 messages").waitFor(limit);
  await bob.page.getByRole("button", { name: "Older results" }).click();
  await bob.page.getByText("45 messages").waitFor(limit);
  expect(await bob.page.getByRole("button", { name: "Older results" }).count()).toBe(0);
  expect((await found(bob)).at(0)).toBe("apple 45 <b>apple</b>");
  expect(await bob.page.locator(".search b").count()).toBe(0);

  await room.delete(posted[44]!.messageId);
  await room.edit(posted[43]!.messageId, "pear");
  await vi.waitFor(async () => expect((await found(bob))[0]).toBe("apple 43 <b>apple</b>"), limit);

  await field(bob).fill("quince");
  await bob.page.getByText("Nothing here says “quince”.").waitFor(limit);
  await field(bob).fill("a b c d e f g h i j k");
  await bob.page.getByRole("alert").getByText("1 to 10 words").waitFor(limit);
  await field(bob).fill("🍐");
  await bob.page.getByRole("status").getByText("Messages are found by their words: enter a letter or a digit.").waitFor(limit);
  await field(bob).fill("pear");
  await bob.page.getByText("1 message", { exact: true }).waitFor(limit);
  expect(bob.complaints).toEqual([]);
  await bob.close();
});

test("on a phone the search fills the screen and makes way for the message", long, async () => {
  using owner = await programOf(on.server.address, "Owner");
  await owner.chat.createRoom({ room: "phone", title: "Phone", visibility: "public" });
  const room = await owner.chat.openRoom("phone");
  for (let i = 1; i <= 120; i++) await room.post(i === 5 ? "the needle" : `hay ${i}`);
  const bob = await Visitor.comeIn(on.browser, on.server.address, "Bob", { room: "phone", width: 390 });
  await bob.join();
  await bob.page.getByRole("button", { name: "Search this room" }).tap();
  await field(bob).fill("needle");
  await results(bob).first().waitFor(limit);
  expect(await bob.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
  expect(await bob.page.locator(".search").evaluate((pane) => pane.getBoundingClientRect().width)).toBe(390);
  await results(bob).first().tap();
  await expect.poll(() => inSight(bob, "the needle"), limit).toBe(true);
  expect(await bob.page.locator(".search").count()).toBe(0);
  await bob.page.getByRole("button", { name: "Newest" }).tap();
  await expect.poll(() => inSight(bob, "hay 120"), limit).toBe(true);

  // What was found is still there.
  await bob.page.getByRole("button", { name: "Search this room" }).tap();
  await results(bob).first().waitFor(limit);
  expect(bob.complaints).toEqual([]);
  await bob.close();
});
