import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { limit, programOf, Visitor } from "./chatVisitors";
import { Server, withoutLimits } from "./server";
import { stage } from "./stage";

const long = { timeout: 180_000 };
const on = stage();

test("a tab too many says why, what to do, and connects when another is closed", long, async () => {
  const limited = await Server.start({ ...withoutLimits, "Hub:Limits:ConnectionsPerUser": "2" });
  try {
    const ann = await Visitor.comeIn(on.browser, limited.address, "Ann");
    await ann.makeRoom("Tea");
    const second = await tabOf(ann, limited, "/chat#tea");
    await second.getByRole("textbox", { name: "Write to Tea" }).waitFor(limit);

    const why = "You have too many connections open (at most 2). Close other tabs or windows of this site; this one connects by itself.";
    const others = await Promise.all(["/chat#tea", "/editor", "/live"].map((address) => tabOf(ann, limited, address)));
    for (const other of others) await other.getByText(why).first().waitFor(limit);

    await second.close();
    await Promise.race(others.map((other) => other.getByText(why).first().waitFor({ state: "detached", ...limit })));
    await ann.close();
  } finally {
    await limited.stop();
  }
});

test("desktop notices tell of a mention while the user looks elsewhere, and lead to it", long, async () => {
  const ann = await Visitor.comeIn(on.browser, on.server.address, "Ann");
  const context = ann.page.context();
  await context.grantPermissions(["notifications"], { origin: on.server.address });
  await ann.page.evaluate(recordNotices);
  await ann.makeRoom("Noticed");
  await ann.makeRoom("Aside");
  const bell = ann.page.getByRole("button", { name: "Desktop notifications" });
  expect(await bell.getAttribute("aria-pressed")).toBe("false");
  await bell.click();
  await expect.poll(() => bell.getAttribute("aria-pressed"), limit).toBe("true");
  using bob = await programOf(on.server.address, "Bob");
  await bob.chat.joinRoom("noticed");
  const room = await bob.chat.openRoom("noticed");

  // While one looks at the page there are none: it shows the mention itself.
  await room.post("@Ann you see this");
  await ann.page.getByRole("link", { name: /Noticed/ }).getByText("unread").waitFor({ state: "attached", ...limit });
  expect(await noticesOf(ann.page)).toEqual([]);

  // Playwright has every page believe that it is looked at.
  await (await context.newCDPSession(ann.page)).send("Emulation.setFocusEmulationEnabled", { enabled: false });
  const elsewhere = await context.newPage();
  await elsewhere.bringToFront();
  // The browser tells the page some time later.
  await expect.poll(() => ann.page.evaluate(() => document.hasFocus()), limit).toBe(false);
  await room.post("@Ann look here");
  await expect.poll(() => noticesOf(ann.page), limit).toEqual(["Bob mentions you in Noticed"]);
  await ann.page.evaluate(() => (window as unknown as Recording).notices[0]!.dispatchEvent(new Event("click")));
  await ann.page.bringToFront();
  await ann.page.getByRole("textbox", { name: "Write to Noticed" }).waitFor(limit);
  await ann.page.locator(".located").getByText("look here").waitFor(limit);
  expect(ann.complaints).toEqual([]);
  await ann.close();
});

interface Recording {
  readonly notices: Notification[];
}

/** Keeps what is shown by the browser's own notices; they are shown all the same. */
function recordNotices(): void {
  const notices: Notification[] = [];
  const Shown = Notification;
  class Recorded extends Shown {
    constructor(title: string, options?: NotificationOptions) {
      super(title, options);
      notices.push(this);
    }
  }
  Object.assign(window, { notices, Notification: Recorded });
}

const noticesOf = (page: Page): Promise<string[]> => page.evaluate(() => (window as unknown as Recording).notices.map(({ title }) => title));

async function tabOf({ page }: Visitor, { address }: Server, place: string): Promise<Page> {
  const tab = await page.context().newPage();
  await tab.goto(address + place);
  return tab;
}
