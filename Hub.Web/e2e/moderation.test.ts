import { expect, test, vi } from "vitest";
import { limit, programOf, Visitor } from "./chatVisitors";
import { stage } from "./stage";

const long = { timeout: 180_000 };

const on = stage();

const people = ({ page }: Visitor) => page.getByRole("complementary", { name: "People" });
const personIn = (visitor: Visitor, name: string) => people(visitor).getByRole("button", { name });
const dialog = ({ page }: Visitor) => page.getByRole("dialog");
const button = (visitor: Visitor, name: string) => dialog(visitor).getByRole("button", { name, exact: true });
const closed = (visitor: Visitor) => dialog(visitor).waitFor({ state: "detached", ...limit });
const told = ({ page }: Visitor, text: RegExp) => page.locator(".notice").getByText(text).waitFor(limit);
const hears = ({ page }: Visitor, heading: RegExp) => page.getByRole("alert").getByRole("heading", { name: heading }).waitFor(limit);

test("an owner mutes, kicks and bans a member, who is told each time, and lets them back in", long, async () => {
  const ann = await Visitor.comeIn(on.browser, on.server.address, "Ann");
  await ann.makeRoom("Club");
  const bob = await Visitor.comeIn(on.browser, on.server.address, "Bob", { room: "club" });
  await bob.join();
  await bob.say("hello");
  await ann.sees("hello");

  // A member isn't offered what he may not do. Escape closes the dialog and gives the focus back.
  await personIn(bob, "Ann").click(limit);
  await button(bob, "Write to them alone").waitFor(limit);
  expect(await dialog(bob).getByText("Moderation").count()).toBe(0);
  expect(await dialog(bob).getByText("Role").count()).toBe(0);
  expect(await people(bob).getByRole("button", { name: "Room settings" }).count()).toBe(0);
  await bob.page.keyboard.press("Escape");
  await closed(bob);
  expect(await personIn(bob, "Ann").evaluate((element) => element === document.activeElement)).toBe(true);

  // Muted, by the keyboard alone.
  await personIn(ann, "Bob").focus();
  await ann.page.keyboard.press("Enter");
  await button(ann, "Mute…").focus();
  await ann.page.keyboard.press("Enter");
  await dialog(ann).getByRole("heading", { name: "Mute Bob?" }).waitFor(limit);
  await ann.page.keyboard.press("ArrowDown");
  expect(await dialog(ann).getByRole("radio", { name: "1 hour" }).isChecked()).toBe(true);
  await ann.page.keyboard.press("Enter");
  await told(ann, /^Bob is muted until \d\d:\d\d/);
  await closed(ann);
  await bob.page.getByText(/^You are muted until \d\d:\d\d/).waitFor(limit);
  expect(await bob.field.count()).toBe(0);
  await bob.message("hello").hover();
  expect(await bob.page.getByRole("button", { name: "React" }).count()).toBe(0);
  // He learns it again when he comes back.
  await bob.page.reload();
  await bob.page.getByText(/^You are muted until \d\d:\d\d/).waitFor(limit);
  await personIn(ann, "Bob").click();
  await button(ann, "End a mute").click();
  await told(ann, /^Bob may write\./);
  await bob.field.waitFor(limit);
  await bob.say("free again");
  await ann.sees("free again");

  // Kicked from a message's menu, after a second thought.
  await ann.act("free again", "About Bob");
  await button(ann, "Kick…").click();
  await button(ann, "Back").click();
  await button(ann, "Kick…").click();
  await button(ann, "Kick").click();
  await told(ann, /^Bob was removed from the room\./);
  await hears(bob, /You were removed from this room/);
  expect(await bob.texts()).toEqual([]);
  await bob.join();
  await bob.sees("free again");

  // Banned for a time.
  await personIn(ann, "Bob").click(limit);
  await button(ann, "Ban…").click();
  await dialog(ann).getByRole("radio", { name: "1 hour" }).check();
  await button(ann, "Ban").click();
  await told(ann, /^Bob is banned until \d\d:\d\d/);
  await hears(bob, /^You are banned from this room until \d\d:\d\d/);
  expect(await bob.page.getByRole("button", { name: /^Join/ }).count()).toBe(0);
  await bob.page.reload();
  await bob.page.getByRole("button", { name: /^Join/ }).click(limit);
  await hears(bob, /^You are banned from this room until \d\d:\d\d/);

  // What he wrote leads to him still.
  await ann.act("free again", "About Bob");
  await dialog(ann).getByText("Not a member of this room").waitFor(limit);
  await button(ann, "Lift a ban").click();
  await told(ann, /^Bob isn’t banned any more\./);
  await bob.page.reload();
  await bob.join();

  // Banned for good, and let in again from the list of the banned.
  await personIn(ann, "Bob").click(limit);
  await button(ann, "Ban…").click();
  await dialog(ann).getByRole("radio", { name: "For good" }).check();
  await button(ann, "Ban").click();
  await hears(bob, /^You are banned from this room for good$/);
  await people(ann).getByRole("button", { name: "Room settings" }).click();
  await button(ann, "Lift the ban of Bob").click();
  await dialog(ann).getByText("No one is banned.").waitFor(limit);
  await button(ann, "Close").click();
  await bob.page.reload();
  await bob.join();

  // Looking elsewhere he is told in the list of rooms.
  await bob.makeRoom("Elsewhere");
  await personIn(ann, "Bob").click(limit);
  await button(ann, "Kick…").click();
  await button(ann, "Kick").click();
  const said = bob.page.getByText("Club: A moderator made you leave the room.");
  await said.waitFor(limit);
  await bob.page.getByRole("button", { name: "Dismiss what is said about Club" }).click();
  await said.waitFor({ state: "detached", ...limit });

  expect([...ann.complaints, ...bob.complaints]).toEqual([]);
  await ann.close();
  await bob.close();
});

test("roles: a moderator may more at once, an owner hands the room over and leaves", long, async () => {
  const ann = await Visitor.comeIn(on.browser, on.server.address, "Ann");
  await ann.makeRoom("Guild");
  const bob = await Visitor.comeIn(on.browser, on.server.address, "Bob", { room: "guild" });
  await bob.join();
  using cid = await programOf(on.server.address, "Cid");
  await cid.chat.joinRoom("guild");
  const cidsRoom = await cid.chat.openRoom("guild");
  const ended = new Promise((resolve) => cidsRoom.on("ended", resolve));

  // The last owner can't go; why is said where it was asked.
  await people(ann).getByRole("button", { name: "Leave the room" }).click(limit);
  await button(ann, "Leave").click();
  await dialog(ann).getByRole("alert").getByText("You are the room’s last owner. Make another member an owner first.").waitFor(limit);
  await button(ann, "Stay").click();

  await personIn(bob, "Cid").click(limit);
  await button(bob, "Write to them alone").waitFor(limit);
  expect(await dialog(bob).getByText("Moderation").count()).toBe(0);
  await bob.page.keyboard.press("Escape");
  await closed(bob);
  await personIn(ann, "Bob").click();
  await dialog(ann).getByRole("radio", { name: /^Moderator/ }).check();
  await button(ann, "Set role").click();
  await told(ann, /^Bob is a moderator now\./);
  await people(bob).getByText("moderator").waitFor(limit);

  // Of one's own rank and above nothing is offered.
  await personIn(bob, "Ann").click();
  await button(bob, "Write to them alone").waitFor(limit);
  expect(await dialog(bob).getByText("Moderation").count()).toBe(0);
  await bob.page.keyboard.press("Escape");
  await closed(bob);
  await personIn(bob, "Cid").click();
  await button(bob, "Kick…").waitFor(limit);
  expect(await dialog(bob).getByText("Role").count()).toBe(0);
  await button(bob, "Kick…").click();
  await button(bob, "Kick").click();
  await told(bob, /^Cid was removed/);
  expect(await ended).toMatchObject({ code: "kicked" });

  await personIn(ann, "Bob").click();
  await dialog(ann).getByRole("radio", { name: /^Owner/ }).check();
  await button(ann, "Set role").click();
  await told(ann, /^Bob is an owner now\./);
  await people(ann).getByRole("button", { name: "Leave the room" }).click();
  await button(ann, "Leave").click();
  await ann.page.getByRole("heading", { name: "Pick a room" }).waitFor(limit);
  await personIn(bob, "Ann").waitFor({ state: "detached", ...limit });
  expect([...ann.complaints, ...bob.complaints]).toEqual([]);
  await ann.close();
  await bob.close();
});

test("settings change title, topic and pace for everyone; slow mode counts down and lets go", long, async () => {
  const ann = await Visitor.comeIn(on.browser, on.server.address, "Ann");
  await ann.makeRoom("Hall");
  const bob = await Visitor.comeIn(on.browser, on.server.address, "Bob", { room: "hall" });
  await bob.join();
  await people(ann).getByRole("button", { name: "Room settings" }).click();
  await dialog(ann).getByLabel("Title").fill("Great hall");
  await dialog(ann).getByLabel("Topic").fill("Feasts <b>only</b>");
  await dialog(ann).getByLabel("Slow mode").selectOption("10 seconds");
  await button(ann, "Save").click();
  await bob.page.getByRole("heading", { name: "Great hall" }).waitFor(limit);
  await bob.page.getByText("Feasts <b>only</b>").waitFor(limit);
  await bob.page.getByText("Slow mode: one message every 10 s").waitFor(limit);
  expect(await ann.page.getByText("Slow mode:").count()).toBe(0);

  await bob.say("one");
  await bob.page.getByText(/^Slow mode: your next message in ([1-9]|10) s$/).waitFor(limit);
  // What is written meanwhile stays.
  await bob.say("two");
  expect(await bob.field.inputValue()).toBe("two");
  await bob.page.getByText("Slow mode: one message every 10 s").waitFor(limit);
  await bob.field.press("Enter");
  await ann.sees("two");
  expect(await bob.page.getByText("Not sent").count()).toBe(0);
  expect([...ann.complaints, ...bob.complaints]).toEqual([]);
  await ann.close();
  await bob.close();
});

test("a user met elsewhere is invited by name; on a phone the dialogs fit", long, async () => {
  const ann = await Visitor.comeIn(on.browser, on.server.address, "Ann", { width: 390 });
  await ann.makeRoom("Yard");
  const zoe = await Visitor.comeIn(on.browser, on.server.address, "Zoë", { room: "yard" });
  await zoe.join();
  await ann.page.getByRole("button", { name: /people here/ }).tap();
  await personIn(ann, "Zoë").tap();
  const fits = () => ann.page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth && document.querySelector("dialog")!.getBoundingClientRect().right <= window.innerWidth);
  await button(ann, "Ban…").waitFor(limit);
  expect(await fits()).toBe(true);
  await button(ann, "Ban…").tap();
  expect(await fits()).toBe(true);
  await button(ann, "Close").tap();
  await closed(ann);

  await ann.page.getByRole("button", { name: "Close the list of people" }).tap();
  await ann.page.getByRole("link", { name: "All rooms" }).tap();
  await ann.page.getByRole("button", { name: "New room" }).tap();
  await ann.page.getByLabel("Name of the room").fill("Shed");
  await ann.page.getByLabel("Private").check();
  await ann.page.getByRole("button", { name: "Make room" }).tap();
  await ann.page.getByRole("button", { name: /people here/ }).tap();
  const field = ann.page.getByLabel("Invite someone");
  await field.fill("No Body");
  await ann.page.getByRole("button", { name: "Invite", exact: true }).tap();
  await ann.page.getByRole("alert").getByText("No user who has been here is called No Body or has this id.").waitFor(limit);
  await field.fill("zo");
  await people(ann).getByRole("button", { name: "Zoë invite" }).tap();
  await ann.page.getByText("Invited.").waitFor(limit);
  await zoe.page.getByRole("link", { name: /Shed, from Ann/ }).click(limit);
  await zoe.join();

  // Removed from a private room there is no way back but another invitation, which shows at once.
  await personIn(ann, "Zoë").tap(limit);
  await button(ann, "Kick…").tap();
  await button(ann, "Kick").tap();
  await hears(zoe, /You were removed from this room/);
  expect(await zoe.page.getByRole("button", { name: /^Join/ }).count()).toBe(0);
  await field.fill("Zoë");
  await ann.page.getByRole("button", { name: "Invite", exact: true }).tap();
  await zoe.page.getByText("Ann invites you").waitFor(limit);
  await zoe.join();
  await vi.waitFor(async () => expect(await personIn(ann, "Zoë").count()).toBe(1), limit);
  expect([...ann.complaints, ...zoe.complaints]).toEqual([]);
  await ann.close();
  await zoe.close();
});
