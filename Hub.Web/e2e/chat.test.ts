import { chromium, type Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { browserOptions } from "./browser";
import { limit, programOf, Visitor } from "./chatVisitors";
import { CuttingProxy } from "./CuttingProxy";
import { Server, withoutLimits } from "./server";

const long = { timeout: 180_000 };

let server: Server;
let proxy: CuttingProxy;
let browser: Browser;

beforeAll(async () => {
  server = await Server.start(withoutLimits);
  proxy = await CuttingProxy.start(server.port, () => 0);
  browser = await chromium.launch(browserOptions);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await proxy?.stop();
  await server?.stop();
});

test("two people talk: messages, typing, replies, reactions, edits, deletions, people here", long, async () => {
  const ann = await Visitor.comeIn(browser, server.address, "Ann");
  await ann.makeRoom("Tea");
  const bob = await Visitor.comeIn(browser, server.address, "Bob", { room: "tea" });
  await bob.join();
  await ann.page.getByRole("complementary", { name: "People" }).getByText("Bob").waitFor(limit);

  await bob.field.pressSequentially("hel");
  await ann.page.getByText("Bob is writing…").waitFor(limit);
  await bob.field.fill("hello ");
  await bob.field.press("End");
  await bob.field.pressSequentially("@a");
  await bob.page.getByRole("option", { name: "Ann" }).waitFor(limit);
  await bob.field.press("Enter");
  await expect.poll(() => bob.field.inputValue(), limit).toBe("hello @Ann ");
  await bob.say("hello @Ann\nsecond *line* https://example.org/a");
  await ann.sees("hello @Ann");
  await ann.page.getByText("Bob is writing…").waitFor({ state: "hidden", ...limit });
  await ann.page.locator(".me-named").getByText("@Ann").waitFor(limit);
  await ann.page.locator(".text strong").getByText("line").waitFor(limit);
  expect(await ann.page.locator(".text a").getAttribute("href")).toBe("https://example.org/a");
  expect(await ann.page.locator(".text a").getAttribute("rel")).toContain("noopener");
  await bob.message("hello").getByText("Sent").waitFor({ state: "attached", ...limit });

  await ann.act("hello", "Reply");
  await ann.say("hello yourself");
  await bob.message("hello yourself").locator(".reference").getByText("hello @Ann").waitFor(limit);

  await bob.act("hello yourself", "React");
  await bob.page.getByRole("button", { name: "React with 🎉" }).click();
  const reaction = ann.message("hello yourself").getByRole("button", { name: "🎉 1" });
  await reaction.waitFor(limit);
  await reaction.click();
  await bob.message("hello yourself").getByRole("button", { name: "🎉 2" }).waitFor(limit);

  // The arrow takes one's own last message; Escape leaves it as it was.
  await ann.field.press("ArrowUp");
  await expect.poll(() => ann.field.inputValue(), limit).toBe("hello yourself");
  await ann.field.press("Escape");
  await expect.poll(() => ann.field.inputValue(), limit).toBe("");
  // Who types on before the page is painted is not written over.
  expect(await ann.page.evaluate(async () => {
    const field = document.querySelector<HTMLTextAreaElement>(".composer textarea")!;
    const turn = () => new Promise((resolve) => setTimeout(resolve));
    field.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowUp", bubbles: true }));
    await turn();
    field.value = "typed at once";
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
    await turn();
    return field.value;
  })).toBe("typed at once");
  await ann.field.fill("hello to you");
  await ann.field.press("Enter");
  await bob.sees("hello to you");
  await bob.message("hello to you").getByText("edited").waitFor(limit);

  await ann.field.pressSequentially("one");
  await ann.field.press("Shift+Enter");
  await ann.field.pressSequentially("two");
  await ann.field.press("Enter");
  await bob.sees("one\ntwo");
  await ann.act("one", "Delete");
  await ann.page.getByRole("button", { name: "Delete for everyone" }).click();
  await bob.page.getByText("This message was deleted.").waitFor(limit);
  expect((await bob.texts()).join()).not.toContain("two");

  expect([...ann.complaints, ...bob.complaints]).toEqual([]);
  await ann.close();
  await bob.close();
});

test("one who is cut off is told, keeps writing, and is back with everything, in one order for both", long, async () => {
  const ann = await Visitor.comeIn(browser, proxy.address, "Ann");
  await ann.makeRoom("Tunnel");
  const bob = await Visitor.comeIn(browser, server.address, "Bob", { room: "tunnel" });
  await bob.join();
  await bob.say("before");
  await ann.sees("before");

  proxy.away = true;
  proxy.cutAll();
  await ann.page.getByRole("status").filter({ hasText: "Connection lost" }).waitFor({ state: "attached", ...limit });
  await ann.say("from the tunnel");
  await ann.message("from the tunnel").getByText("Sending…").waitFor(limit);
  for (const text of ["missed one", "missed two"]) await bob.say(text);
  await bob.sees("missed two");
  await bob.act("before", "Delete");
  await bob.page.getByRole("button", { name: "Delete for everyone" }).click();
  await bob.page.getByText("This message was deleted.").waitFor(limit);
  proxy.away = false;

  await bob.sees("from the tunnel");
  await ann.message("from the tunnel").getByText("Sent").waitFor({ state: "attached", ...limit });
  await ann.page.getByText("This message was deleted.").waitFor(limit);
  const wanted = ["missed one", "missed two", "from the tunnel"];
  await vi.waitFor(async () => expect(await ann.texts()).toEqual(wanted), limit);
  await vi.waitFor(async () => expect(await bob.texts()).toEqual(wanted), limit);
  await ann.close();
  await bob.close();
});

test("a server that is killed in the middle comes back with everything, for those who stayed and for newcomers", long, async () => {
  const own = await Server.start(withoutLimits);
  try {
    const ann = await Visitor.comeIn(browser, own.address, "Ann");
    await ann.makeRoom("Lasting");
    const bob = await Visitor.comeIn(browser, own.address, "Bob", { room: "lasting" });
    await bob.join();
    await bob.say("first");
    await ann.act("first", "Reply");
    await ann.say("second");
    await bob.sees("second");
    await bob.say("a slip");
    await bob.act("a slip", "Delete");
    await bob.page.getByRole("button", { name: "Delete for everyone" }).click();
    await ann.page.getByText("This message was deleted.").waitFor(limit);

    await own.restart();
    await ann.say("third");
    await bob.sees("third");
    await ann.page.reload();
    await ann.sees("third");
    for (const one of [ann, bob]) {
      expect(await one.texts()).toEqual(["first", "second", "third"]);
      expect(await one.page.getByText("This message was deleted.").count()).toBe(1);
      await one.message("second").locator(".reference").getByText("first").waitFor(limit);
    }
    await ann.close();
    await bob.close();
  } finally {
    await own.stop();
  }
});

test("a message that is refused stays, says why, and can be sent again or let go of", long, async () => {
  using owner = await programOf(server.address, "Owner");
  await owner.chat.createRoom({ room: "slow", title: "Slow", visibility: "public" });
  const bob = await Visitor.comeIn(browser, proxy.address, "Bob", { room: "slow" });
  await bob.join();
  await bob.say("first");
  await bob.message("first").getByText("Sent").waitFor({ state: "attached", ...limit });
  /** Says something while cut off; when he is back the room is in slow mode. */
  const sayTooEarly = async (text: string): Promise<void> => {
    proxy.away = true;
    proxy.cutAll();
    await bob.page.getByRole("status").filter({ hasText: "Connection lost" }).waitFor({ state: "attached", ...limit });
    await bob.say(text);
    await bob.message(text).getByText("Sending…").waitFor(limit);
    await owner.chat.updateRoom({ room: "slow", slowModeMs: 600_000 });
    proxy.away = false;
    await bob.message(text).getByText(/^Not sent: The room is in slow mode: try again in \d+ min\./).waitFor(limit);
  };
  await sayTooEarly("second");
  await owner.chat.updateRoom({ room: "slow", slowModeMs: 0 });
  await bob.message("second").getByRole("button", { name: "Try again" }).click();
  await bob.message("second").getByText("Sent", { exact: true }).waitFor({ state: "attached", ...limit });

  await sayTooEarly("third");
  await bob.message("third").getByRole("button", { name: "Discard" }).click(limit);
  await vi.waitFor(async () => expect(await bob.texts()).toEqual(["first", "second"]), limit);
  await bob.close();
});

test("history comes as one scrolls up, and what one reads stays where it is", long, async () => {
  using owner = await programOf(server.address, "Owner");
  await owner.chat.createRoom({ room: "old", title: "Old", visibility: "public" });
  const bob = await Visitor.comeIn(browser, server.address, "Bob", { room: "old" });
  await bob.join();
  await bob.makeRoom("Elsewhere");
  const room = await owner.chat.openRoom("old");
  for (let i = 1; i <= 230; i++) await room.post(`number ${i}${" and more".repeat(i % 40)}`);

  // More than a page is new: it opens at the first of them, with the line between old and new.
  const link = bob.page.getByRole("link", { name: /Old/ });
  await link.getByText("unread").waitFor({ state: "attached", ...limit });
  await link.click();
  await bob.page.getByText("New messages").waitFor(limit);
  expect(await bob.page.locator(".log > :nth-child(2)").textContent()).toBe("New messages");
  expect((await bob.texts())[0]).toMatch(/^number 1\b/);
  await bob.page.getByRole("button", { name: "230 new" }).click();
  await link.getByText("unread").waitFor({ state: "detached", ...limit });

  // Nothing is new: a page is loaded, and one is at its end.
  await bob.page.reload();
  await bob.sees("number 230");
  expect(await bob.page.locator(".message").count()).toBeLessThan(130);
  const scroller = bob.page.getByRole("log");
  for (;;) {
    const loaded = await bob.page.locator(".message").count();
    const [moved, grown] = await scroller.evaluate(async (element) => {
      element.scrollTop = 300;
      const row = [...element.querySelectorAll(".message")].find((one) => one.getBoundingClientRect().top > element.getBoundingClientRect().top)!;
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      await frame();
      const before = row.getBoundingClientRect().top;
      const count = element.querySelectorAll(".message").length;
      const until = performance.now() + 10_000;
      let most = 0;
      while (element.querySelectorAll(".message").length === count && performance.now() < until && element.querySelector(".message .text")!.textContent !== "number 1 and more") await frame();
      for (let i = 0; i < 5; i++) {
        await frame();
        most = Math.max(most, Math.abs(row.getBoundingClientRect().top - before));
      }
      return [most, element.querySelectorAll(".message").length - count] as const;
    });
    expect(moved).toBeLessThan(2);
    if (grown === 0) break;
    expect(await bob.page.locator(".message").count()).toBeGreaterThan(loaded);
  }
  const numbers = (await bob.texts()).map((text) => Number(/^number (\d+)/.exec(text)?.[1]));
  expect(numbers).toEqual(Array.from({ length: 230 }, (_, i) => i + 1));
  await bob.page.getByText("This is where it began.").waitFor(limit);
  expect(bob.complaints).toEqual([]);
  await bob.close();
});

test("what is unread is counted in the list, and read on another device", long, async () => {
  using ann = await programOf(server.address, "Ann");
  await ann.chat.createRoom({ room: "counts", title: "Counts", visibility: "public" });
  const bob = await Visitor.comeIn(browser, server.address, "Bob", { room: "counts" });
  await bob.join();
  await bob.makeRoom("Elsewhere");
  const room = await ann.chat.openRoom("counts");
  await room.post("one");
  await room.post("two for @Bob");
  const link = (page: Visitor["page"]) => page.getByRole("link", { name: /Counts/ });
  await link(bob.page).getByText("@1").waitFor(limit);
  await link(bob.page).getByText(/^2/).waitFor(limit);
  await vi.waitFor(async () => expect(await bob.page.title()).toContain("(2)"), limit);

  const other = await bob.page.context().newPage();
  await other.goto(`${server.address}/chat#counts`);
  await other.bringToFront();
  await other.getByText("two for").waitFor(limit);
  await link(bob.page).getByText(/^2/).waitFor({ state: "hidden", ...limit });
  await bob.close();
});

test("a private room is seen by the invited only", long, async () => {
  const ann = await Visitor.comeIn(browser, server.address, "Ann");
  const bob = await Visitor.comeIn(browser, server.address, "Bob");
  await bob.makeRoom("Bob's own");
  const bobsId = await bob.page.locator(".own-id code").textContent();
  await ann.page.getByRole("button", { name: "New room" }).click();
  await ann.page.getByLabel("Name of the room").fill("Secret plans");
  await ann.page.getByLabel("Private").check();
  await ann.page.getByRole("button", { name: "Make room" }).click();
  await ann.say("for your eyes only");
  await ann.message("for your eyes only").getByText("Sent").waitFor({ state: "attached", ...limit });

  const address = ann.page.url();
  await bob.page.goto(address);
  await bob.page.getByText("This room is closed to you").waitFor(limit);
  expect(await bob.page.getByRole("link", { name: /Secret plans/ }).count()).toBe(0);
  await bob.page.goto(`${server.address}/chat#`);

  await ann.page.getByLabel("Invite someone").fill(bobsId!);
  await ann.page.getByRole("button", { name: "Invite", exact: true }).click();
  await ann.page.getByText("Invited.").waitFor(limit);
  await bob.page.getByRole("link", { name: /Secret plans, from Ann/ }).click(limit);
  await bob.join();
  await bob.sees("for your eyes only");
  await ann.close();
  await bob.close();
});

test("all of it can be done with the keyboard", long, async () => {
  const ann = await Visitor.comeIn(browser, server.address, "Ann");
  await ann.makeRoom("Keys");
  await ann.say("one");
  await ann.message("one").getByText("Sent").waitFor({ state: "attached", ...limit });
  await ann.page.getByRole("button", { name: "Actions for the message of Ann" }).focus();
  await ann.page.keyboard.press("Tab");
  const focused = () => ann.page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
  await expect.poll(focused, limit).toBe("React");
  await ann.page.keyboard.press("Tab");
  await ann.page.keyboard.press("Enter");
  await ann.page.getByText("Reply to Ann").waitFor(limit);
  await expect.poll(focused, limit).toBe("Write to Keys");
  await ann.page.keyboard.type("two");
  await ann.page.keyboard.press("Enter");
  await ann.message("two").locator(".reference").getByText("one").waitFor(limit);
  await ann.close();
});

test("on a phone the rooms come first, and a room has the way back", long, async () => {
  const ann = await Visitor.comeIn(browser, server.address, "Ann", { width: 390 });
  await ann.makeRoom("Small screen");
  await ann.say("a".repeat(3_000));
  await ann.sees("aaa");
  await ann.say("short");
  await ann.message("short").getByText("Sent").waitFor({ state: "attached", ...limit });
  await ann.message("short").getByRole("button", { name: "Actions for the message of Ann" }).tap();
  await ann.page.getByRole("button", { name: "React", exact: true }).tap();
  await ann.page.getByRole("button", { name: "React with 👍" }).tap();
  await ann.message("short").getByRole("button", { name: "👍 1" }).waitFor(limit);
  const overflow = () => ann.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(await overflow()).toBeLessThanOrEqual(0);
  expect(await ann.page.getByRole("navigation", { name: "Rooms" }).isVisible()).toBe(false);
  await ann.page.getByRole("link", { name: "All rooms" }).click();
  await ann.page.getByRole("link", { name: /Small screen/ }).waitFor(limit);
  expect(await overflow()).toBeLessThanOrEqual(0);
  expect(ann.complaints).toEqual([]);
  await ann.close();
});
