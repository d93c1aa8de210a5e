import { expect, test } from "vitest";
import { AdminStage, keys, limit, secret } from "./adminStage";
import { signedToken } from "./tokens";

const long = { timeout: 180_000 };
const on = new AdminStage();

test.each([
  ["/chat", "New room", "Name of the room", "Make room", "Enter a name for the room."],
  ["/editor", "New document", "Title of the document", "Make document", "Enter a title for the document."],
])("%s: Enter in the token’s field signs in, and a title of spaces is asked for", long, async (path, open, label, make, wanted) => {
  const { page, complaints } = await on.door();
  await page.goto(on.server.address + path);
  const token = page.getByLabel("Token");
  await token.fill(signedToken(secret, { sub: `forms${path.slice(1)}` }), limit);
  await token.press("Enter");
  await page.getByText("online", { exact: true }).waitFor(limit);
  await page.getByRole("button", { name: open }).click();
  await page.getByLabel(label).fill("   ");
  await page.getByRole("button", { name: make }).click();
  await page.getByRole("alert").getByText(wanted).waitFor(limit);
  expect(complaints).toEqual([]);
});

test("a room’s and a document’s new title may not be spaces, nor one’s name", long, async () => {
  const { page } = await on.door();
  await page.goto(`${on.server.address}/chat`);
  await page.getByLabel("Token").fill(signedToken(secret, { sub: "titles", name: "Tess" }), limit);
  await page.getByLabel("Token").press("Enter");
  await page.getByRole("button", { name: "New room" }).click(limit);
  await page.getByLabel("Name of the room").fill("Forms");
  await page.getByRole("button", { name: "Make room" }).click();
  await page.getByRole("button", { name: "Room settings" }).click(limit);
  await page.getByLabel("Title").fill("   ");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("dialog").getByText("Enter a title for the room.").waitFor(limit);
  await page.keyboard.press("Escape");
  await page.getByTitle("Change your name").click();
  await page.getByLabel("Name that others see").fill("   ");
  await page.getByRole("button", { name: "Change name" }).click();
  await page.getByRole("alert").getByText("Enter a name.").waitFor(limit);

  await page.goto(`${on.server.address}/editor`);
  await page.getByRole("button", { name: "New document" }).click(limit);
  await page.getByLabel("Title of the document").fill("Forms");
  await page.getByRole("button", { name: "Make document" }).click();
  await page.getByRole("button", { name: "Rename" }).click(limit);
  await page.getByLabel("Title of the document").fill("   ");
  await page.getByRole("dialog").getByRole("button", { name: "Rename" }).click();
  await page.getByRole("dialog").getByText("Enter a title for the document.").waitFor(limit);
});

test("who is to be invited or shared with is asked for", long, async () => {
  const { page, complaints } = await on.door();
  await page.goto(`${on.server.address}/chat`);
  await page.getByLabel("Token").fill(signedToken(secret, { sub: "inviter", name: "Ina" }), limit);
  await page.getByLabel("Token").press("Enter");
  await page.getByRole("button", { name: "New room" }).click(limit);
  await page.getByLabel("Name of the room").fill("Guests");
  await page.getByRole("button", { name: "Make room" }).click();
  await page.getByRole("button", { name: "Invite", exact: true }).click(limit);
  await page.getByRole("alert").getByText("Enter a name or an id.").waitFor(limit);

  await page.goto(`${on.server.address}/editor`);
  await page.getByRole("button", { name: "New document" }).click(limit);
  await page.getByLabel("Title of the document").fill("Guests");
  await page.getByRole("button", { name: "Make document" }).click();
  await page.getByRole("button", { name: "Share" }).click(limit);
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Share with").fill("  ");
  await dialog.getByRole("button", { name: "Share", exact: true }).click();
  await dialog.getByRole("alert").getByText("Enter a name or an id.").waitFor(limit);
  expect(complaints).toEqual([]);
});

test("/admin: Enter in the field signs in", long, async () => {
  const { page } = await on.door();
  await page.getByLabel("Token or API key").fill(keys.admin);
  await page.getByLabel("Token or API key").press("Enter");
  await page.getByRole("navigation", { name: "Views" }).waitFor(limit);
});
