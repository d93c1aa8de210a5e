import { expect, test, vi } from "vitest";
import { limit, programOf, Visitor } from "./chatVisitors";
import { Server, withoutLimits } from "./server";
import { stage } from "./stage";

const long = { timeout: 180_000 };

const on = stage();

test("messages written while the server is dead are delivered once, and none of them stays twice", long, async () => {
  const own = await Server.start(withoutLimits);
  try {
    const ann = await Visitor.comeIn(on.browser, own.address, "Ann");
    await ann.makeRoom("Ghosts");
    await ann.page.getByRole("complementary", { name: "People" }).getByText("Ann").waitFor(limit);
    await own.kill();
    await ann.say("first while away");
    await ann.say("second while away");
    // The own name is there from the start.
    const waiting = ann.page.locator(".message.sending");
    await expect.poll(() => waiting.count(), limit).toBe(2);
    expect(await waiting.first().locator(".author").textContent()).toBe("Ann");
    expect(await waiting.first().locator(".avatar").textContent()).toBe("A");
    await own.revive();
    await expect.poll(() => waiting.count(), limit).toBe(0);
    await vi.waitFor(async () => expect(await ann.texts()).toEqual(["first while away", "second while away"]), limit);
    await ann.page.reload();
    await vi.waitFor(async () => expect(await ann.texts()).toEqual(["first while away", "second while away"]), limit);
    await ann.close();
  } finally {
    await own.stop();
  }
});

test("what still waited when the page was closed is offered again, sent once or discarded for good", long, async () => {
  const own = await Server.start(withoutLimits);
  try {
    const ann = await Visitor.comeIn(on.browser, own.address, "Ann");
    await ann.makeRoom("Waiting");
    await ann.say("before");
    await ann.message("before").getByText("Sent").waitFor({ state: "attached", ...limit });
    await own.kill();
    await ann.say("first while away");
    await ann.say("second while away");
    await expect.poll(() => ann.page.locator(".message.sending").count(), limit).toBe(2);
    const address = ann.page.url();
    const context = ann.page.context();
    await ann.page.close();
    await own.revive();

    const page = await context.newPage();
    await page.goto(address);
    const failed = page.locator(".message.failed");
    await expect.poll(() => failed.count(), limit).toBe(2);
    expect(await failed.first().textContent()).toContain("The page was closed before it was sent.");
    await failed.filter({ hasText: "first" }).getByRole("button", { name: "Try again" }).click();
    await page.locator(".message.sent").filter({ hasText: "first" }).waitFor(limit);
    await page.reload();
    await failed.filter({ hasText: "second" }).getByRole("button", { name: "Discard" }).click(limit);
    await expect.poll(() => failed.count(), limit).toBe(0);
    await page.reload();
    const texts = page.locator(".message .text");
    await vi.waitFor(async () => expect(await texts.allTextContents()).toEqual(["before", "first while away"]), limit);
    await context.close();
  } finally {
    await own.stop();
  }
});

test("what is being written is kept over another room and a reload, until it is sent", long, async () => {
  const ann = await Visitor.comeIn(on.browser, on.server.address, "Ann");
  await ann.makeRoom("Here");
  await ann.makeRoom("There");
  await ann.field.fill("half a mess");
  await ann.page.getByRole("link", { name: /Here/ }).click();
  await ann.page.getByRole("textbox", { name: "Write to Here" }).waitFor(limit);
  expect(await ann.field.inputValue()).toBe("");
  await ann.page.getByRole("link", { name: /There/ }).click();
  await ann.page.getByRole("textbox", { name: "Write to There" }).waitFor(limit);
  expect(await ann.field.inputValue()).toBe("half a mess");
  await ann.page.reload();
  await ann.field.waitFor(limit);
  expect(await ann.field.inputValue()).toBe("half a mess");
  await ann.field.press("End");
  await ann.field.pressSequentially("age");
  await ann.field.press("Enter");
  await ann.sees("half a message");
  await ann.page.reload();
  await ann.field.waitFor(limit);
  expect(await ann.field.inputValue()).toBe("");
  await ann.close();
});

test("short messages one after the other never cost the connection", long, async () => {
  const limited = await Server.start();
  try {
    const ann = await Visitor.comeIn(on.browser, limited.address, "Ann");
    await ann.makeRoom("Quick");
    const watch = await programOf(limited.address, "Watch");
    await watch.chat.joinRoom("quick");
    const room = await watch.chat.openRoom("quick");
    await ann.page.evaluate(() => {
      const seen: string[] = [];
      Object.assign(window, { seen });
      new MutationObserver(() => document.querySelector(".trouble") && seen.push(document.querySelector(".trouble")!.textContent)).observe(document.body, { childList: true, subtree: true });
    });
    // As a quick person types: a message every 0.65 s, for 10 s.
    await ann.field.pressSequentially("ok\n".repeat(16), { delay: 216 });
    await vi.waitFor(() => expect(room.messages.length).toBe(16), limit);
    expect(await ann.page.evaluate(() => (window as unknown as { seen: string[] }).seen)).toEqual([]);
    watch.client.stop();
    await ann.close();
  } finally {
    await limited.stop();
  }
});

test("signing out in one tab signs out all tabs of the browser", long, async () => {
  const ann = await Visitor.comeIn(on.browser, on.server.address, "Ann");
  const other = await ann.page.context().newPage();
  await other.goto(`${on.server.address}/chat`);
  await other.getByRole("button", { name: "Sign out" }).waitFor(limit);
  await ann.page.getByRole("button", { name: "Sign out" }).click();
  await ann.page.getByLabel("Your name").waitFor(limit);
  await other.getByLabel("Your name").waitFor(limit);
  // And in again, together.
  await other.getByLabel("Your name").fill("Ann again");
  await other.getByRole("button", { name: "Start chatting" }).click();
  await ann.page.getByText("Ann again").waitFor(limit);
  await ann.close();
});

test("a room with hundreds of unread messages opens at the first of them, with the way to the newest", long, async () => {
  using owner = await programOf(on.server.address, "Owner");
  await owner.chat.createRoom({ room: "piled", title: "Piled", visibility: "public" });
  const room = await owner.chat.openRoom("piled");
  for (let i = 1; i <= 30; i++) await room.post(`before ${i}`);
  const bob = await Visitor.comeIn(on.browser, on.server.address, "Bob", { room: "piled" });
  await bob.join();
  await bob.sees("before 30");
  await bob.makeRoom("Aside");
  await Promise.all(Array.from({ length: 500 }, (_, i) => room.post(`new ${i + 1}`)));
  const link = bob.page.getByRole("link", { name: /Piled/ });
  await link.getByText("99+").waitFor(limit);
  await link.click();
  const marker = bob.page.getByText("New messages");
  await marker.waitFor(limit);
  const inSight = (text: string) =>
    bob.page.getByRole("log").evaluate((log, wanted) => {
      const row = [...log.querySelectorAll("li")].find((one) => one.textContent.includes(wanted));
      const [place, seen] = [row?.getBoundingClientRect(), log.getBoundingClientRect()];
      return place !== undefined && place.top >= seen.top && place.bottom <= seen.bottom;
    }, text);
  await expect.poll(() => inSight("New messages"), limit).toBe(true);
  expect(await marker.evaluate((line) => line.closest("li")!.previousElementSibling?.querySelector(".text")?.textContent)).toBe("before 30");
  await bob.page.getByRole("button", { name: "500 new" }).click();
  await expect.poll(() => inSight((room.messages.at(-1)!.message.text)), limit).toBe(true);
  await link.getByText("unread").waitFor({ state: "detached", ...limit });
  await bob.close();
});
