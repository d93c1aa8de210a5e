import { expect, test } from "vitest";
import { limit, programOf, Visitor } from "./chatVisitors";
import { stage } from "./stage";

const long = { timeout: 180_000 };

const on = stage();

test("rooms that others make are in the list within a second or so, and go when they are deleted", long, async () => {
  using owner = await programOf(on.server.address, "Owner");
  const ann = await Visitor.comeIn(on.browser, on.server.address, "Ann");
  await ann.makeRoom("Own");
  const link = ann.page.getByRole("link", { name: /Pushed/ });
  await owner.chat.createRoom({ room: "pushed", title: "Pushed", visibility: "public" });
  // Far sooner than the list is read by itself.
  await link.waitFor({ timeout: 20_000 });
  await owner.chat.deleteRoom("pushed");
  await link.waitFor({ state: "detached", timeout: 20_000 });
  expect(ann.complaints).toEqual([]);
  await ann.close();
});

test("joins and leaves are quiet lines, people of one name are told apart, an unknown one isn't invited", long, async () => {
  const ann = await Visitor.comeIn(on.browser, on.server.address, "Ann");
  await ann.makeRoom("Doors");
  using twin = await programOf(on.server.address, "Kim");
  using other = await programOf(on.server.address, "Kim");
  await twin.chat.joinRoom("doors");
  await ann.page.getByText("Kim joined the room").waitFor(limit);
  await other.chat.joinRoom("doors");
  const people = ann.page.getByRole("complementary", { name: "People" });
  for (const { userId } of [twin, other]) await people.getByText(`…${userId.slice(-4)}`).waitFor({ state: "attached", ...limit });
  await twin.chat.leaveRoom("doors");
  await ann.page.getByText("Kim left the room").waitFor(limit);
  await people.getByText("1 guest has left").waitFor(limit);
  for (const name of ["Nobody", "张三"]) {
    await ann.page.getByLabel("Invite someone").fill(name);
    await ann.page.getByRole("button", { name: "Invite", exact: true }).click();
    await ann.page.getByRole("alert").getByText(`No user who has been here is called ${name} or has this id.`).waitFor(limit);
  }
  await ann.close();
});

test("a message has an address that leads to it; all rooms are searched at once", long, async () => {
  using owner = await programOf(on.server.address, "Owner");
  for (const room of ["east", "west"]) {
    await owner.chat.createRoom({ room, title: room, visibility: "public" });
    const opened = await owner.chat.openRoom(room);
    for (let i = 1; i <= 120; i++) await opened.post(i === 5 ? `compass in the ${room}` : `filler ${i}`);
  }
  const bob = await Visitor.comeIn(on.browser, on.server.address, "Bob", { room: "west" });
  await bob.join();
  await bob.page.goto(`${on.server.address}/chat#east`);
  await bob.join();
  await bob.page.getByRole("button", { name: "Search this room" }).click();
  await bob.page.getByLabel("In all my rooms").check();
  await bob.page.getByRole("textbox", { name: "Words to find" }).fill("compass");
  await bob.page.getByRole("button", { name: /in west/ }).click(limit);
  const located = bob.page.locator(".message.located");
  await located.getByText("compass in the west").waitFor(limit);
  const address = await located.getByRole("link", { name: /^Link to the message/ }).getAttribute("href");
  expect(address).toMatch(/^#west\/\d+$/);
  await bob.page.goto(`${on.server.address}/chat#east`);
  await bob.page.getByRole("heading", { name: "east" }).waitFor(limit);
  await bob.page.goto(`${on.server.address}/chat${address}`);
  await located.getByText("compass in the west").waitFor(limit);
  expect(bob.complaints).toEqual([]);
  await bob.close();
});

test("a name is changed for all, a room is deleted by its owner", long, async () => {
  const ann = await Visitor.comeIn(on.browser, on.server.address, "Ann");
  await ann.makeRoom("Brief");
  const bob = await Visitor.comeIn(on.browser, on.server.address, "Bob", { room: "brief" });
  await bob.join();
  await bob.page.getByRole("button", { name: "Bob" }).click();
  await bob.page.getByLabel("Name that others see").fill("Robert");
  await bob.page.getByRole("button", { name: "Change name" }).click();
  await ann.page.getByRole("complementary", { name: "People" }).getByText("Robert").waitFor(limit);
  await bob.say("hello");
  await ann.message("hello").getByText("Robert").waitFor(limit);

  await ann.page.getByRole("button", { name: "Room settings" }).click();
  await ann.page.getByRole("button", { name: "Delete the room…" }).click();
  await ann.page.getByLabel("Type Brief to delete it").fill("Brief");
  await ann.page.getByRole("button", { name: "Delete", exact: true }).click();
  await bob.page.getByText("This room was deleted").waitFor(limit);
  await bob.page.getByRole("link", { name: /Brief/ }).waitFor({ state: "detached", ...limit });
  await ann.close();
  await bob.close();
});

test("any emoji is found and reacts; the log is one stop of the Tab key with arrows inside", long, async () => {
  const ann = await Visitor.comeIn(on.browser, on.server.address, "Ann");
  await ann.makeRoom("Keys and emojis");
  for (const text of ["one", "two", "three"]) await ann.say(text);
  await ann.message("three").getByText("Sent").waitFor({ state: "attached", ...limit });
  await ann.act("one", "React");
  await ann.page.getByRole("button", { name: "More emojis" }).click();
  await ann.page.getByRole("textbox", { name: "Find an emoji" }).fill("otter");
  await ann.page.keyboard.press("ArrowDown");
  await ann.page.keyboard.press("Enter");
  await ann.message("one").getByRole("button", { name: "🦦 1" }).waitFor(limit);

  await ann.field.focus();
  await ann.page.keyboard.press("Shift+Tab");
  const focused = () => ann.page.evaluate(() => document.activeElement?.querySelector(".text")?.textContent);
  await expect.poll(focused, limit).toBe("one");
  await ann.page.keyboard.press("End");
  await expect.poll(focused, limit).toBe("three");
  await ann.page.keyboard.press("ArrowUp");
  await expect.poll(focused, limit).toBe("two");
  await ann.page.keyboard.press("Enter");
  await expect.poll(() => ann.page.evaluate(() => document.activeElement?.getAttribute("aria-label")), limit).toBe("React");
  await ann.page.keyboard.press("Escape");
  await expect.poll(focused, limit).toBe("two");
  await ann.page.keyboard.press("Tab");
  // Its own controls come next, those of the other messages don't.
  expect(await ann.page.evaluate(() => document.activeElement?.closest(".message")?.querySelector(".text")?.textContent)).toBe("two");

  await ann.page.getByRole("button", { name: "New room" }).click();
  await ann.page.keyboard.press("Escape");
  expect(await ann.page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe("New room");
  expect(ann.complaints).toEqual([]);
  await ann.close();
});
