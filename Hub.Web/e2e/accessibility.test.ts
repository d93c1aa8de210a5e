import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { limit, Visitor } from "./chatVisitors";
import { PageWriter } from "./editorWriters";
import { stage } from "./stage";

const long = { timeout: 180_000 };
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const on = stage();

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly target: readonly unknown[] }[];
}

/** What axe finds wrong with the page as it is. It is run past the page's own policy, which allows no such script. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const found = (await page.evaluate("axe.run().then(({ violations }) => violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ target }) => ({ target })) })))")) as Violation[];
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join("; ")}`);
}

/** The views of the live page, and what shows that each is there. */
const views = [
  ["#market/ABEE", ".flash"],
  ["#weather/tokyo", ".course-chart canvas"],
  ["#machine", "tr:has-text('GC pause')"],
] as const;

describeEach((width, colorScheme) => {
  test(`axe finds nothing on /, /live and an unknown address at ${width} pixels, ${colorScheme}`, long, async () => {
    const context = await on.browser.newContext({ viewport: { width, height: 844 }, colorScheme, reducedMotion: "reduce" });
    const page = await context.newPage();
    await page.goto(on.server.address);
    await page.getByText(/^\d[\d.]* %/).first().waitFor(limit);
    expect(await violations(page)).toEqual([]);
    await page.goto(`${on.server.address}/no-such-page`);
    await page.getByRole("heading", { name: "There is no such page" }).waitFor(limit);
    expect(await violations(page)).toEqual([]);
    for (const [place, there] of views) {
      await page.goto(`${on.server.address}/live${place}`);
      await page.locator(there).first().waitFor(limit);
      expect(await violations(page)).toEqual([]);
    }
    await context.close();
  });

  test(`axe finds nothing on /chat at ${width} pixels, ${colorScheme}`, long, async () => {
    const out = await on.browser.newContext({ viewport: { width, height: 844 }, colorScheme });
    const page = await out.newPage();
    await page.goto(`${on.server.address}/chat`);
    await page.getByLabel("Your name").waitFor(limit);
    expect(await violations(page)).toEqual([]);
    await out.close();

    const ann = await Visitor.comeIn(on.browser, on.server.address, "Ann", { width, colorScheme });
    await ann.makeRoom(`Open to all ${width} ${colorScheme}`);
    await ann.say("see https://example.org and `code`\n```\na block\n```");
    await ann.message("a block").getByText("Sent").waitFor({ state: "attached", ...limit });
    expect(await violations(ann.page)).toEqual([]);
    await ann.page.getByRole("button", { name: "Search this room" }).click();
    expect(await violations(ann.page)).toEqual([]);
    await ann.page.getByRole("button", { name: "Close the search" }).click();
    if (width < 800) await ann.page.getByRole("button", { name: /people here/ }).click();
    await ann.page.getByRole("button", { name: "Room settings" }).click();
    await ann.page.getByText("No one is muted.").waitFor(limit);
    expect(await violations(ann.page)).toEqual([]);
    await ann.close();
  });

  test(`axe finds nothing on /editor at ${width} pixels, ${colorScheme}`, long, async () => {
    const ann = await PageWriter.comeIn(on.browser, on.server.address, "Ann", { width, colorScheme });
    const documentId = await ann.make(`Open to all ${width} ${colorScheme}`);
    await ann.write("# Head\n\nwords with *marks*, `code` and https://example.org\n\n> said");
    await ann.says("Saved");
    const bob = await PageWriter.comeIn(on.browser, on.server.address, "Bob", { width, colorScheme, documentId });
    await bob.write(" too");
    await ann.page.locator(".cm-otherCaret").waitFor(limit);
    expect(await violations(ann.page)).toEqual([]);
    await ann.page.getByRole("button", { name: "Chat" }).click();
    await ann.page.getByRole("textbox", { name: /^Write to/ }).waitFor(limit);
    expect(await violations(ann.page)).toEqual([]);
    await ann.page.getByRole("button", { name: "Close the chat" }).click();
    await ann.page.getByRole("button", { name: "Versions", exact: true }).click();
    await ann.page.getByLabel("Name of a new version").fill("One");
    await ann.page.getByRole("button", { name: "Save" }).click();
    await bob.write(" and more");
    await ann.page.getByRole("button", { name: /^One/ }).click(limit);
    await ann.page.locator(".cm-changedText").first().waitFor(limit);
    expect(await violations(ann.page)).toEqual([]);
    await ann.page.getByRole("button", { name: "Close the versions" }).click();
    await ann.page.getByRole("button", { name: "More" }).click();
    expect(await violations(ann.page)).toEqual([]);
    await ann.page.keyboard.press("Escape");
    await ann.page.getByRole("button", { name: "Share" }).click();
    await ann.page.locator(".members li").waitFor(limit);
    expect(await violations(ann.page)).toEqual([]);
    await bob.close();
    await ann.close();
  });
});

function describeEach(tests: (width: number, colorScheme: "light" | "dark") => void): void {
  for (const width of [1280, 390]) for (const colorScheme of ["light", "dark"] as const) tests(width, colorScheme);
}
