import { DocumentClient } from "@realtimehub/client/documents";
import { expect, test } from "vitest";
import { AdminStage, keys, limit, overflow, row, secret, signIn, violations } from "./adminStage";
import { signedToken } from "./tokens";

const long = { timeout: 180_000 };
/** A folder that takes pictures of every view, to be looked at; none by default. */
const pictures = process.env.RTHUB_PICTURES;
const on = new AdminStage();

test("what is no administrator's is refused and kept nowhere", long, async () => {
  const { page } = await on.door();
  const refused = async (text: string, words: string): Promise<void> => {
    await signIn(page, text);
    await page.getByRole("alert").getByText(words).waitFor(limit);
    expect(await page.evaluate(() => sessionStorage.length + localStorage.length)).toBe(0);
  };
  await refused("", "Paste a token or a key.");
  await refused("two words", "neither a token nor a key");
  await refused("not-a-key-of-this-server", "doesn’t know this API key");
  await refused(keys.reader, "it takes the scope admin");
  await refused(signedToken(secret, { sub: "ann" }), "lacks the role admin");
  await refused(signedToken(secret, { sub: "ann", role: "admin", exp: 1_000 }), "has expired");
  await refused(signedToken("another secret of thirty-two bytes!", { sub: "ann", role: "admin" }), "is not valid");
  expect(await page.getByText("In Development").count()).toBe(0);
  await page.context().close();
});

test.each([
  ["an API key", keys.admin],
  ["a token", `Bearer ${signedToken(secret, { sub: "root", role: "admin" })}`],
])("%s lets in, is kept over a reload by this tab only, and is forgotten by signing out", long, async (_, text) => {
  const { page, complaints } = await on.door();
  await signIn(page, text);
  await page.getByRole("heading", { name: "Server", exact: true }).waitFor(limit);
  await page.reload();
  await page.getByText("Ready for clients").waitFor(limit);
  expect(await page.evaluate(() => localStorage.length)).toBe(0);
  const other = await page.context().newPage();
  await other.goto(`${on.server.address}/admin`);
  await other.getByLabel("Token or API key").waitFor(limit);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByLabel("Token or API key").waitFor(limit);
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  expect(complaints).toEqual([]);
  await page.context().close();
});

test("a token that is revoked meanwhile leads back to the sign-in", long, async () => {
  const { page } = await on.door();
  await signIn(page, signedToken(secret, { sub: "short", role: "admin", jti: "short-1" }));
  await page.getByText("Ready for clients").waitFor(limit);
  const revoked = await fetch(`${on.server.address}/api/v1/tokens/short-1/revoke`, { method: "POST", headers: { "X-API-Key": keys.admin } });
  expect(revoked.status).toBe(204);
  await page.getByText("no longer takes what you signed in with").waitFor(limit);
  await page.context().close();
});

test("the server view shows the node's figures and the charts of its own feed", long, async () => {
  const { page, complaints } = await on.enter();
  await page.getByText("Ready for clients").waitFor(limit);
  const figures = page.locator(".node-figures");
  await figures.getByText("Connections").waitFor(limit);
  await expect.poll(() => figures.locator("dd").last().textContent(), limit).toMatch(/\d+ MB/);
  const processor = page.getByRole("region", { name: "Processor" });
  await expect.poll(async () => (await processor.locator("path.line").getAttribute("d"))?.length ?? 0, limit).toBeGreaterThan(20);
  await page.getByRole("region", { name: "This server" }).waitFor(limit);
  expect(complaints).toEqual([]);
  await page.context().close();
});

test("connections are found by their user and ended one by one, after a question", long, async () => {
  const [first, second] = [await on.user("kai", { name: "Kai" }), await on.user("kai", { name: "Kai" })];
  await first.subscribe("topic:kai").ready;
  const { page, complaints } = await on.enter("#connections");
  await page.getByLabel("User id").fill("kai");
  await page.getByRole("link", { name: "All about this user" }).waitFor(limit);
  await row(page, "topic:kai").waitFor(limit);
  await expect.poll(() => row(page, "kai").count(), limit).toBe(2);

  const button = row(page, "topic:kai").getByRole("button", { name: /^Disconnect/ });
  await button.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.getByText("its client does not come back by itself").waitFor(limit);
  // The way out has the focus.
  expect(await page.evaluate(() => document.activeElement?.textContent?.trim())).toBe("Cancel");
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached", ...limit });
  expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toMatch(/^Disconnect/);
  expect(first.status.state).toBe("connected");

  await page.keyboard.press("Enter");
  await dialog.waitFor(limit);
  // Asked again before the browser tells that the dialog has closed.
  await button.evaluate(async (again: HTMLElement) => {
    [...document.querySelectorAll<HTMLElement>("dialog button")].find(({ textContent }) => textContent === "Cancel")!.click();
    await Promise.resolve().then(() => undefined);
    again.click();
  });
  await dialog.getByRole("button", { name: "Disconnect", exact: true }).click();
  await expect.poll(() => first.status, limit).toMatchObject({ state: "closed", error: { code: "kicked" } });
  await expect.poll(() => row(page, "kai").count(), limit).toBe(1);
  expect(second.status.state).toBe("connected");
  expect(complaints).toEqual([]);
  await page.context().close();
});

test("a user is disconnected everywhere, and access is taken away for good", long, async () => {
  const token = signedToken(secret, { sub: "mia/1", iat: Math.floor(Date.now() / 1_000) - 60 });
  const client = await on.user("mia/1");
  const { page } = await on.enter(`#connections/${encodeURIComponent("mia/1")}`);
  await row(page, "json").waitFor(limit);
  await page.getByRole("button", { name: "Disconnect everywhere…" }).click();
  await page.getByRole("button", { name: "Disconnect all" }).click();
  await expect.poll(() => client.status, limit).toMatchObject({ state: "closed", error: { code: "kicked" } });
  await page.getByText("This user is not connected").waitFor(limit);

  const negotiate = (): Promise<number> => fetch(`${on.server.address}/hub/negotiate?negotiateVersion=1`, { method: "POST", headers: { Authorization: `Bearer ${token}` } }).then(({ status }) => status);
  expect(await negotiate()).toBe(200);
  await page.getByRole("button", { name: "Take access away…" }).click();
  await page.getByRole("dialog").getByText("It can’t be taken back.").waitFor(limit);
  await page.getByRole("button", { name: "Take access away", exact: true }).click();
  await page.getByRole("dialog").waitFor({ state: "detached", ...limit });
  expect(await negotiate()).toBe(401);
  await page.context().close();
});

test("one token is refused by its id", long, async () => {
  const client = await on.user("noa", { jti: "noa-1" });
  const { page } = await on.enter("#connections");
  await page.getByLabel("Its id, the claim jti").fill("noa-1");
  await page.getByRole("button", { name: "Refuse…" }).click();
  await page.getByRole("button", { name: "Refuse it" }).click();
  await expect.poll(() => client.status.state, limit).not.toBe("connected");
  await page.context().close();
});

test("a channel's rate, its publications as they come, who is present, and publishing to it", long, async () => {
  const ann = await on.user("ann", { name: "Ann" });
  const heard: unknown[] = [];
  await ann.subscribe("topic:news/1", { onPublication: ({ data }) => void heard.push(data) }).ready;
  const { page, complaints } = await on.enter("#channels");
  await page.getByLabel("Channel", { exact: true }).fill("topic:news");
  await page.getByRole("link", { name: "Open topic:news" }).waitFor(limit);
  const publishing = setInterval(() => void ann.publish("topic:news/1", "tick", "x".repeat(100)), 200);
  await expect.poll(() => row(page, "topic:news/1").locator("[data-title=Published]").textContent(), limit).toMatch(/^[1-9].*\/s|^0\.[1-9].*\/s/);
  clearInterval(publishing);
  // Behind the ticks, however many there were: the page shows the newest hundred.
  await ann.publish("topic:news/1", "headline", { text: "the first" });
  await row(page, "topic:news/1").getByRole("link").click();

  await page.getByText('{"text":"the first"}').waitFor(limit);
  await page.getByRole("region", { name: "Present" }).getByText("Ann").waitFor(limit);
  await page.getByLabel("Type").fill("from.admin");
  await page.getByLabel("Data, as JSON").fill("{no json");
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByText("The data is not JSON").waitFor(limit);
  await page.getByLabel("Data, as JSON").fill('{"text":"from the operator"}');
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByText(/^Published at offset \d+/).waitFor(limit);
  await expect.poll(() => heard, limit).toContainEqual({ text: "from the operator" });
  await page.locator(".log li").first().getByText("from.admin").waitFor(limit);

  await page.getByRole("button", { name: "Hold still" }).click();
  await ann.publish("topic:news/1", "headline", "while held");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByText('"while held"').waitFor(limit);
  await page.getByLabel("Type").fill("");
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByRole("alert").getByText(/type has 0 bytes/i).waitFor(limit);
  expect(complaints.filter((text) => !text.includes("400"))).toEqual([]);
  await page.context().close();
});

test("state takes a key, and signals look different from what is kept", long, async () => {
  const ann = await on.user("sig");
  const signals: unknown[] = [];
  await ann.subscribe("signal:doorbell", { onSignal: ({ data }) => void signals.push(data) }).ready;
  const { page } = await on.enter(`#channels/${encodeURIComponent("map:stock")}`);
  await page.getByLabel("Key").fill("apples");
  await page.getByLabel("Data, as JSON").fill("41");
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await page.locator(".log li").getByText("apples").waitFor(limit);

  await page.goto(`${on.server.address}/admin#channels/signal%3Adoorbell`);
  await page.getByText("Signals are not kept").waitFor(limit);
  await page.getByLabel("Data, as JSON").fill('"ding"');
  await page.getByRole("button", { name: "Signal", exact: true }).click();
  await page.getByText("Signalled to those").waitFor(limit);
  await expect.poll(() => signals, limit).toContain("ding");
  await page.context().close();
});

test("feeds with the state of their sources, and documents", long, async () => {
  const ann = await on.user("writer");
  const documents = new DocumentClient(ann);
  const open = await documents.createDocument({ documentId: "plan/2027", title: "A public plan", visibility: "public" });
  await documents.createDocument({ documentId: "secret", title: "Nobody’s business", visibility: "private" });
  await ann.subscribe("doc:secret").ready;
  const { page, complaints } = await on.enter("#feeds");
  await row(page, "feed:host").getByText("running").waitFor(limit);
  await row(page, "feed:broken").getByText("failing").waitFor(limit);
  await page.getByRole("link", { name: "Documents" }).click();
  await row(page, "A public plan").getByText(open.documentId).waitFor(limit);
  await row(page, "secret").getByText("private").waitFor(limit);
  expect(await page.getByText("Nobody’s business").count()).toBe(0);
  expect(complaints).toEqual([]);
  await page.context().close();
});

const hostileNames: readonly string[] = ["<img src=x onerror='window.broken=1'>", "\u202eelbadaernu", "王小明 <b>", "\u2067عربي", "w".repeat(64)];

/** What turns the direction is written out. */
const written = (name: string): string => name.replace("\u202e", "U+202E").replace("\u2067", "U+2067");

test.each([1280, 390])("hostile names and data are shown as they are and do nothing, at %i pixels", long, async (width) => {
  for (const [i, name] of hostileNames.entries()) {
    const client = await on.user(`h${i}-${width}-<script>王\u202e`, { name });
    await client.subscribe(`topic:h${width}-<b>\u202e王`).ready;
    await client.publish(`topic:h${width}-<b>\u202e王`, "<i>\u202etype", { "<script>window.broken=1</script>": name, __proto: "x".repeat(3_000) });
  }
  const { page, complaints } = await on.enter("#connections", { width });
  for (const name of hostileNames) await page.getByText(written(name), { exact: true }).first().waitFor(limit);
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  await page.getByText(`h0-${width}-<script>`).first().click();
  await page.getByRole("heading", { name: `h0-${width}-<script>` }).waitFor(limit);
  await page.getByRole("button", { name: "Take access away…" }).click();
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: `topic:h${width}` }).click();
  await page.getByText(hostileNames[0]!).first().waitFor(limit);
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  expect(await page.evaluate("window.broken")).toBeUndefined();
  expect(complaints).toEqual([]);
  await page.context().close();
});

test.each([
  [1280, "light"],
  [1280, "dark"],
  [390, "light"],
  [390, "dark"],
] as const)("axe finds nothing in any view at %i pixels, %s, and nothing is wider than the window", long, async (width, colorScheme) => {
  const ann = await on.user("axe", { name: "Ann" });
  await ann.subscribe("topic:axe").ready;
  await ann.publish("topic:axe", "t", { a: 1 });
  const { page } = await on.door({ width, colorScheme });
  expect(await violations(page)).toEqual([]);
  await signIn(page, keys.admin);
  const views: readonly [string, string][] = [
    ["#server", "path.line"],
    ["#connections", ".listing tbody tr"],
    ["#connections/axe", ".listing tbody tr"],
    ["#channels", ".listing tbody tr"],
    ["#channels/topic%3Aaxe", ".log li"],
    ["#feeds", ".listing tbody tr"],
    ["#documents", ".admin .connection.good"],
  ];
  for (const [place, there] of views) {
    await page.goto(`${on.server.address}/admin${place}`);
    // There, not visible: the line of a processor that is busy all the time is flat, without a height.
    await page.locator(there).first().waitFor({ state: "attached", ...limit });
    expect([place, await violations(page), await overflow(page)]).toEqual([place, [], 0]);
    if (pictures) await page.screenshot({ path: `${pictures}/${place.replace(/\W/g, "_")}-${width}-${colorScheme}.png`, fullPage: true });
  }
  await page.goto(`${on.server.address}/admin#connections/axe`);
  await page.getByRole("button", { name: "Take access away…" }).click();
  expect(await violations(page)).toEqual([]);
  if (pictures) await page.screenshot({ path: `${pictures}/dialog-${width}-${colorScheme}.png` });
  await page.context().close();
});

test("a server that is killed is said to be away, and the page goes on when it is back", long, async () => {
  const { page } = await on.enter();
  await page.getByText("Ready for clients").waitFor(limit);
  await on.server.kill();
  await page.getByText("The server does not answer. Asking again…").waitFor(limit);
  await page.getByText("Ready for clients").waitFor(limit);
  await on.server.revive();
  await page.getByRole("status").getByText("Live", { exact: true }).waitFor(limit);
  await page.context().close();
});

// The last one: it ends the server.
test("draining asks first, tells the clients, and ends the process", long, async () => {
  const client = await on.user("drained");
  const draining: unknown[] = [];
  client.on("draining", (event) => void draining.push(event));
  const { page } = await on.enter();
  await page.getByRole("button", { name: "Drain and stop…" }).click();
  await page.getByRole("dialog").getByText("Then the process ends").waitFor(limit);
  const ended = on.server.ended();
  await page.getByRole("button", { name: "Drain and stop", exact: true }).click();
  expect(await ended).toBe(0);
  await expect.poll(() => client.status.state, limit).not.toBe("connected");
  await page.getByText("The server does not answer. Asking again…").waitFor(limit);
  await page.context().close();
});
