import { readFileSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { browserOptions } from "./browser";
import { CuttingProxy } from "./CuttingProxy";
import { limit, PageWriter, ProgramWriter } from "./editorWriters";
import { Server } from "./server";

let server: Server;
let browser: Browser;
const writers: PageWriter[] = [];

beforeAll(async () => {
  // With the limits of every server: typing must stay below them.
  server = await Server.start();
  browser = await chromium.launch(browserOptions);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});
afterEach(async () => {
  for (const writer of writers.splice(0)) await writer.close();
});

async function writer(name: string, looks: Parameters<typeof PageWriter.comeIn>[3] = {}, address = server.address): Promise<PageWriter> {
  const made = await PageWriter.comeIn(browser, address, name, looks);
  writers.push(made);
  return made;
}

const until = (check: () => Promise<void>): Promise<void> => vi.waitFor(check, { ...limit, interval: 100 });
const equal = (...pages: PageWriter[]): Promise<void> =>
  until(async () => {
    const texts = await Promise.all(pages.map((page) => page.text()));
    expect(new Set(texts).size).toBe(1);
    for (const { page } of pages) expect(await page.locator(".saved-state").textContent()).toContain("Saved");
  });

describe("one writer", () => {
  test("makes a document and types; a reload keeps it, and nothing is complained about", { timeout: 120_000 }, async () => {
    const ann = await writer("Ann");
    await ann.make("Shopping");
    await ann.write("# Tea\n\nand *milk*");
    await ann.says("Saved");
    expect(await ann.text()).toBe("# Tea\n\nand *milk*");
    await ann.page.reload();
    await ann.sees("and *milk*");
    expect(await ann.text()).toBe("# Tea\n\nand *milk*");
    await ann.says("Saved");
    expect(ann.complaints).toEqual([]);
  });

  test("finds a document by its title", { timeout: 120_000 }, async () => {
    const ann = await writer("Ann");
    await ann.make("Winter garden");
    await ann.make("Summer kitchen");
    const list = ann.page.locator(".rooms-lists");
    await ann.page.getByLabel("Find a document by its title or text").fill("garden");
    await list.getByText("Summer kitchen").waitFor({ state: "detached", ...limit });
    await list.getByRole("link", { name: "Winter garden" }).click();
    await ann.page.getByRole("heading", { name: "Winter garden" }).waitFor(limit);
  });

  test("finds a document by what it says, in Chinese, Japanese and Hindi, and shows where", { timeout: 120_000 }, async () => {
    const ann = await writer("Ann");
    const texts = ["我们在上海开会\n讨论预算", "来週の京都旅行の計画", "आज की बैठक\nहिन्दी में लिखा गया"];
    for (const [i, text] of texts.entries()) {
      await ann.make(`Sheet ${i}`);
      await ann.write(text);
      await ann.says("Saved");
    }
    const field = ann.page.getByLabel("Find a document by its title or text");
    const links = ann.page.locator(".rooms-lists .room-link");
    for (const [query, title, marked] of [["预算", "Sheet 0", "预算"], ["京都", "Sheet 1", "京都"], ["हिन्दी", "Sheet 2", "हिन्दी"]] as const) {
      await field.fill(query);
      // What was written is found some seconds later, and the page searches when typing rests: one who sees nothing types again.
      const ask = async (): Promise<void> => {
        await field.fill(`${query} `);
        await field.fill(query);
        await links.locator(".snippet mark", { hasText: marked }).waitFor({ timeout: 3_000 });
      };
      await vi.waitFor(ask, { timeout: 60_000, interval: 100 });
      expect(await links.locator(".room-title").allTextContents()).toEqual([title]);
    }
    await field.fill("nothing says this");
    await ann.page.getByText("Nothing fits.").waitFor(limit);
    expect(ann.complaints).toEqual([]);
  });

  test("runs Hebrew and Arabic lines from the right, beside others and with a Latin name in them", { timeout: 120_000 }, async () => {
    const ann = await writer("Ann");
    const id = await ann.make("Directions");
    await ann.write("hello שלום\n# مرحبا world\n123 שלום\n");
    await ann.says("Saved");
    const bob = await writer("Bob", { documentId: id });
    await bob.page.keyboard.press("Control+Home");
    await bob.page.keyboard.press("ArrowDown");
    await ann.page.locator(".cm-line").nth(1).locator(".cm-otherCaret").waitFor(limit);
    for (const { page } of [ann, bob]) {
      const directions = await page.locator(".cm-line").evaluateAll((lines) => lines.map((line) => getComputedStyle(line).direction));
      expect(directions).toEqual(["ltr", "rtl", "rtl", "ltr"]);
    }
    expect([...ann.complaints, ...bob.complaints]).toEqual([]);
  });

  test("finishes with what two tabs of one user type at once", { timeout: 120_000 }, async () => {
    const ann = await writer("Ann");
    await ann.make("Two tabs");
    const tab = await ann.tab();
    const words = Array.from({ length: 80 }, (_, i) => `w${i}`).join(" ");
    await Promise.all([ann.write(words), tab.write(words.toUpperCase())]);
    await equal(ann, tab);
    expect((await ann.text()).length).toBe(2 * words.length);
    expect([...ann.complaints, ...tab.complaints]).toEqual([]);
    await tab.page.close();
  });

  test("tells documents of one title apart by when they were made", { timeout: 120_000 }, async () => {
    const ann = await writer("Ann");
    await ann.make("Winter plan");
    await ann.make("Summer plan");
    await ann.make("Winter plan");
    const links = ann.page.locator(".rooms-lists .room-link");
    await until(async () => expect(await links.filter({ hasText: "Winter plan" }).locator(".made").count()).toBe(2));
    for (const made of await links.filter({ hasText: "Winter plan" }).locator(".made").allTextContents()) expect(made).toMatch(/^made \d\d:\d\d:\d\d$/);
    expect(await links.filter({ hasText: "Summer plan" }).locator(".made").count()).toBe(0);
  });

  test("takes a copy as Markdown, HTML and text; what is written there is no markup", { timeout: 120_000 }, async () => {
    const ann = await writer("Ann");
    await ann.make("A/B: <notes>");
    await ann.write("# Head\n\n**bold** <img src=x onerror=alert(1)> [bad](javascript:alert(1))");
    await ann.says("Saved");
    const exported = async (kind: string): Promise<{ name: string; text: string }> => {
      await ann.page.getByRole("button", { name: "More" }).click();
      const [download] = await Promise.all([ann.page.waitForEvent("download"), ann.page.getByRole("menuitem", { name: kind }).click()]);
      return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") };
    };
    expect(await exported("Export as Markdown")).toEqual({ name: "A B notes.md", text: "# Head\n\n**bold** <img src=x onerror=alert(1)> [bad](javascript:alert(1))" });
    const html = await exported("Export as HTML");
    expect(html.name).toBe("A B notes.html");
    expect(html.text).toContain("<h1>Head</h1>");
    expect(html.text).toContain("<strong>bold</strong> &lt;img");
    expect(html.text).toContain("<title>A/B: &lt;notes&gt;</title>");
    expect(html.text).not.toMatch(/<img|href="javascript/);
    expect((await exported("Export as text")).text).toBe("Head\n\nbold <img src=x onerror=alert(1)> [bad](javascript:alert(1))\n");
    expect(ann.complaints).toEqual([]);
  });

  test("has edits of a visit without a connection on the next one", { timeout: 120_000 }, async () => {
    const ann = await writer("Ann");
    const documentId = await ann.make("On the train");
    await ann.write("before");
    await ann.says("Saved");
    // The page comes, the hub doesn't.
    await ann.page.context().route("**/hub/negotiate**", (route) => route.abort());
    await ann.page.reload();
    await ann.sees("before");
    await ann.write(" in the tunnel");
    await ann.says(/Offline, 14 changes pending/);
    await ann.stores(14);
    await ann.page.reload();
    await ann.sees("before in the tunnel");
    await ann.page.context().unroute("**/hub/negotiate**");
    await ann.triesNow();
    await ann.says("Saved");
    using program = await ProgramWriter.of(server.address, "Reader");
    program.open(documentId);
    await until(async () => expect(program.text.toString()).toBe("before in the tunnel"));
  });
});

describe("two writers", () => {
  test("type at once; one goes offline and comes back; both end equal", { timeout: 180_000 }, async () => {
    const proxy = await CuttingProxy.start(server.port, Math.random);
    try {
      const ann = await writer("Ann");
      const documentId = await ann.make("Together");
      const bob = await writer("Bob", { documentId }, proxy.address);
      await ann.write("start");
      await bob.sees("start");
      await Promise.all([ann.write(" from ann, at length"), bob.write(" and bob, too")]);
      await equal(ann, bob);

      proxy.away = true;
      proxy.cutAll();
      await bob.says("Offline");
      await Promise.all([ann.write("\nann goes on"), bob.write("\nbob writes in the dark")]);
      await bob.says(/Offline, \d+ changes pending/);
      expect(await ann.text()).not.toContain("dark");
      proxy.away = false;
      await bob.triesNow();
      await equal(ann, bob);
      const text = await ann.text();
      expect(text).toContain("ann goes on");
      expect(text).toContain("bob writes in the dark");
      expect(ann.complaints).toEqual([]);
    } finally {
      await proxy.stop();
    }
  });

  test("see each other by name, with the cursor, and no longer when one leaves", { timeout: 120_000 }, async () => {
    const ann = await writer("Ann");
    const documentId = await ann.make("Faces");
    await ann.write("one two three");
    const bob = await writer("Bob <b>", { documentId });
    await bob.content.focus();
    await bob.page.keyboard.press("Control+Home");
    await bob.page.keyboard.press("Shift+ArrowRight");
    await ann.page.getByRole("list", { name: "Also here" }).getByText("Bob <b>").waitFor({ state: "attached", ...limit });
    await until(async () => expect(await ann.page.locator(".cm-otherName").allTextContents()).toEqual(["Bob <b>"]));
    await until(async () => expect(await ann.page.locator(".cm-otherSelection").allTextContents()).toEqual(["o"]));
    await bob.close();
    writers.pop();
    await ann.page.locator(".faces").waitFor({ state: "detached", ...limit });
    await ann.page.locator(".cm-otherCaret").waitFor({ state: "detached", ...limit });
    expect(ann.complaints).toEqual([]);
  });

  test("undo takes back one's own words only", { timeout: 120_000 }, async () => {
    const ann = await writer("Ann");
    const documentId = await ann.make("Undo");
    await ann.write("mine");
    const bob = await writer("Bob", { documentId });
    await bob.write(" theirs");
    await ann.sees("mine theirs");
    await ann.content.focus();
    await ann.page.keyboard.press("Control+z");
    await until(async () => expect(await ann.text()).toBe(" theirs"));
    await ann.page.keyboard.press("Control+y");
    await until(async () => expect(await bob.text()).toBe("mine theirs"));
  });

  test("write Japanese and Chinese by input methods at the same time, in one line and in two", { timeout: 180_000 }, async () => {
    const ann = await writer("Ann");
    const documentId = await ann.make("筆談");
    await ann.write("first line\nsecond line");
    await ann.says("Saved");
    const bob = await writer("Bob", { documentId });
    await bob.sees("second line");
    using program = await ProgramWriter.of(server.address, "Reader");
    program.open(documentId);
    const [japanese, chinese] = [await ann.inputMethod(), await bob.inputMethod()];
    const compose = async (place: { ann: string; bob: string }): Promise<void> => {
      await ann.content.focus();
      await ann.page.keyboard.press(place.ann);
      await ann.page.keyboard.press("End");
      await bob.content.focus();
      await bob.page.keyboard.press(place.bob);
      await bob.page.keyboard.press("End");
      const [kana, pinyin] = [["n", "に", "にほ", "にほん", "日本"], ["n", "ni", "ni h", "ni hao", "你好"]];
      for (let step = 0; step < kana.length; step++) {
        await Promise.all([japanese.compose(kana[step]!), chinese.compose(pinyin[step]!)]);
        // What both compose is on the server before the next step: each has the other's edits in the middle of a composition.
        await until(async () => expect(program.text.toString()).toContain(kana[step]!));
        await until(async () => expect(program.text.toString()).toContain(pinyin[step]!));
      }
      await Promise.all([japanese.commit("日本"), chinese.commit("你好")]);
      await equal(ann, bob);
    };
    await compose({ ann: "Control+Home", bob: "Control+End" });
    expect(await ann.text()).toBe("first line日本\nsecond line你好");
    await compose({ ann: "Control+End", bob: "Control+End" });
    const last = (await ann.text()).split("\n")[1];
    expect(["second line你好日本你好", "second line你好你好日本"]).toContain(last);
    expect([...ann.complaints, ...bob.complaints]).toEqual([]);
  });

  test("go on while the server is killed, and lose nothing", { timeout: 180_000 }, async () => {
    const own = await Server.start();
    try {
      const ann = await writer("Ann", {}, own.address);
      const documentId = await ann.make("Crash");
      const bob = await writer("Bob", { documentId }, own.address);
      await ann.write("a");
      await bob.sees("a");
      const both = Promise.all([ann.write("nn types all the time, without looking at the server"), bob.write(" as bob does, and neither of them stops")]);
      await own.kill();
      await both;
      await ann.says(/Offline, \d+ changes pending/);
      await own.revive();
      await Promise.all([ann.triesNow(), bob.triesNow()]);
      await equal(ann, bob);
      const text = await ann.text();
      for (const letter of "nn types all the time, without looking at the server") expect(text).toContain(letter);
      expect(text.length).toBe("ann types all the time, without looking at the server as bob does, and neither of them stops".length);
    } finally {
      for (const one of writers.splice(0)) await one.close();
      await own.stop();
    }
  });

  test("talk beside the document", { timeout: 120_000 }, async () => {
    const ann = await writer("Ann");
    const documentId = await ann.make("Talk", { hidden: true });
    const bob = await writer("Barbara");
    await ann.page.getByRole("button", { name: "Share" }).click();
    await ann.page.getByLabel("Share with").fill("Barbara");
    await ann.page.getByRole("button", { name: "Share", exact: true }).last().click();
    await ann.page.getByText("Shared with Barbara.").waitFor(limit);
    await ann.page.keyboard.press("Escape");
    await bob.page.getByRole("link", { name: "Talk" }).click(limit);
    await bob.content.waitFor(limit);
    expect(bob.documentId).toBe(documentId);
    for (const { page } of [ann, bob]) await page.getByRole("button", { name: "Chat" }).click();
    await ann.page.getByRole("textbox", { name: /^Write to/ }).fill("Have a look at the end.");
    await ann.page.keyboard.press("Enter");
    await bob.page.locator(".message").filter({ hasText: "Have a look" }).waitFor(limit);
    expect([...ann.complaints, ...bob.complaints]).toEqual([]);
  });
});

describe("versions", () => {
  test("are saved, looked at, compared and restored for everyone; what others write meanwhile stays", { timeout: 120_000 }, async () => {
    const ann = await writer("Ann");
    const documentId = await ann.make("Versions");
    await ann.write("first line\nsecond line");
    await ann.says("Saved");
    const pane = ann.page.getByRole("complementary", { name: "Versions" });
    await ann.page.getByRole("button", { name: "Versions", exact: true }).click();
    await pane.getByLabel("Name of a new version").fill("Two lines");
    await pane.getByRole("button", { name: "Save" }).click();
    await pane.getByRole("button", { name: /Two lines/ }).waitFor(limit);

    const bob = await writer("Bob", { documentId });
    await bob.write("\nthird line");
    await bob.says("Saved");
    await ann.sees("third line");
    await pane.getByRole("button", { name: /Two lines/ }).click();
    const view = ann.page.getByRole("region", { name: /^Two lines/ });
    await until(async () => expect((await view.locator(".cm-changedText").allTextContents()).join("")).toBe("third line"));
    await view.getByLabel("Changes since then").uncheck();
    await until(async () => expect(await view.locator(".cm-line").allTextContents()).toEqual(["first line", "second line"]));

    await view.getByRole("button", { name: "Restore" }).click();
    await view.waitFor({ state: "detached", ...limit });
    await until(async () => expect(await bob.text()).toBe("first line\nsecond line"));
    await equal(ann, bob);
    // What was there before the restore is a version, too.
    await pane.getByRole("button", { name: /Automatic/ }).click(limit);
    await ann.page.getByRole("region", { name: /^Automatic/ }).getByRole("button", { name: "Restore" }).click();
    await until(async () => expect(await bob.text()).toBe("first line\nsecond line\nthird line"));

    await pane.getByRole("button", { name: /Two lines/ }).click();
    await ann.page.getByRole("region", { name: /^Two lines/ }).getByRole("button", { name: "Delete" }).click();
    await pane.getByRole("button", { name: /Two lines/ }).waitFor({ state: "detached", ...limit });
    expect([...ann.complaints, ...bob.complaints]).toEqual([]);
  });
});

describe("roles", () => {
  test("a reader reads and can't write; made an editor, one can; taken out, nothing is left", { timeout: 180_000 }, async () => {
    using owner = await ProgramWriter.of(server.address, "Owner");
    const { documentId } = await owner.documents.createDocument({ title: "Rules", visibility: "private" });
    owner.open(documentId);
    owner.text.insert(0, "to be read");
    const bob = await writer("Bob");
    const userId = await bob.page.evaluate(() => (JSON.parse(localStorage.getItem("rthub.session")!) as { userId: string }).userId);
    await owner.documents.shareDocument(documentId, userId, "reader");
    await bob.page.getByRole("link", { name: "Rules" }).click(limit);
    await bob.sees("to be read");
    await bob.says("Read only");
    await bob.content.click();
    await bob.page.keyboard.type("no");
    expect(await bob.text()).toBe("to be read");
    expect(await bob.content.getAttribute("contenteditable")).toBe("false");
    owner.text.insert(0, "still ");
    await bob.sees("still to be read");

    await owner.documents.shareDocument(documentId, userId, "editor");
    await bob.says("Saved");
    await bob.write(" and written");
    await until(async () => expect(owner.text.toString()).toBe("still to be read and written"));

    await owner.documents.shareDocument(documentId, userId, "none");
    await bob.says("Not open to you");
    await bob.page.getByRole("alert").filter({ hasText: "not open to you" }).waitFor(limit);
    await bob.page.reload();
    await bob.page.getByText("Nothing to see here").waitFor(limit);
    expect(bob.complaints).toEqual([]);
  });
});

describe("links", () => {
  test("give those who open them the role, leave the address bar, and are revoked at once", { timeout: 180_000 }, async () => {
    const ann = await writer("Ann");
    const documentId = await ann.make("By link", { hidden: true });
    await ann.write("to be shared");
    await ann.says("Saved");
    await ann.page.getByRole("button", { name: "Share" }).click();
    await ann.page.getByLabel("Role by the link").selectOption("editor");
    await ann.page.getByRole("button", { name: "Make link" }).click();
    const address = await ann.page.getByLabel("Address of the editor link").inputValue(limit);
    const [, link] = address.split("#");
    expect(address.startsWith(`${server.address}/editor#`)).toBe(true);

    const bob = await writer("Barbara", { documentId: link! });
    await bob.sees("to be shared");
    expect(bob.page.url()).toBe(`${server.address}/editor#${encodeURIComponent(documentId)}`);
    await bob.write(" by all");
    await bob.says("Saved");
    await ann.sees("to be shared by all");
    await bob.page.reload();
    await bob.sees("to be shared by all");

    await ann.page.getByRole("button", { name: "Revoke" }).click();
    await ann.page.getByRole("button", { name: "Revoke" }).waitFor({ state: "detached", ...limit });
    await bob.says("Not open to you");
    await bob.page.goto(`${server.address}/editor#${link}`);
    await bob.page.getByText("This link was revoked").waitFor(limit);
    expect(bob.page.url()).not.toContain("link=");
    await bob.page.reload();
    await bob.page.getByText("Nothing to see here").waitFor(limit);
    expect([...ann.complaints, ...bob.complaints]).toEqual([]);
  });
});

describe("keys", () => {
  test("everything can be done without a mouse; Tab leaves the text", { timeout: 120_000 }, async () => {
    const ann = await writer("Ann");
    await ann.make("Keys");
    await ann.content.focus();
    const { keyboard } = ann.page;
    await keyboard.type("words");
    await keyboard.press("Shift+Tab");
    await expect.poll(() => ann.page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? "")).toBe("More");
    await keyboard.press("Enter");
    await keyboard.press("ArrowDown");
    await expect.poll(() => ann.page.evaluate(() => document.activeElement?.textContent)).toBe("Export as HTML");
    await keyboard.press("Escape");
    await expect.poll(() => ann.page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe("More");
    await keyboard.press("Tab");
    await keyboard.type("more ");
    await until(async () => expect(await ann.text()).toContain("more "));
  });
});
