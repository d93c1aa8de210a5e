import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { HubClient } from "@realtimehub/client";
import { chromium, type Browser, type Locator, type Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { browserOptions } from "./browser";
import { complaintsOf } from "./complaints";
import { Server, withoutLimits } from "./server";
import { signedToken } from "./tokens";

export const limit = { timeout: 60_000 };
export const secret = "a secret of at least thirty-two bytes";
export const keys = { admin: "an-operators-own-key", reader: "a-key-that-only-reads" } as const;

/** Has a source that fails, for tests of the sources' states. */
export const settings: Readonly<Record<string, string>> = {
  ...withoutLimits,
  environment: "Production",
  "Hub:Auth:Keys:0:Secret": secret,
  "Hub:ApiKeys:0:Name": "operator",
  "Hub:ApiKeys:0:Key": keys.admin,
  "Hub:ApiKeys:0:Scopes": "admin",
  "Hub:ApiKeys:1:Name": "reader",
  "Hub:ApiKeys:1:Key": keys.reader,
  "Hub:ApiKeys:1:Scopes": "read",
  "Hub:Feeds:broken:Source": "http",
  "Hub:Feeds:broken:Http:Address": "http://127.0.0.1:1/values",
};

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly target: readonly unknown[] }[];
}

export interface View {
  readonly width?: number;
  readonly colorScheme?: "light" | "dark";
}

/** A server in Production and a browser, for all tests of a file; what a test opens is closed behind it. */
export class AdminStage {
  private on: { server?: Server; browser?: Browser } = {};
  private readonly clients: HubClient[] = [];

  constructor() {
    beforeAll(async () => {
      this.on.server = await Server.start(settings);
      this.on.browser = await chromium.launch(browserOptions);
    }, 120_000);
    afterAll(async () => {
      this.clients.forEach((client) => client.stop());
      await this.on.browser?.close();
      await this.on.server?.stop();
    });
  }

  get server(): Server {
    return this.on.server!;
  }

  /** The sign-in form. */
  async door({ width = 1280, colorScheme = "light" }: View = {}): Promise<{ page: Page; complaints: string[] }> {
    const context = await this.on.browser!.newContext({ viewport: { width, height: 844 }, colorScheme, hasTouch: width < 500, reducedMotion: "reduce" });
    const page = await context.newPage();
    const complaints = complaintsOf(page);
    await page.goto(`${this.server.address}/admin`);
    await page.getByLabel("Token or API key").waitFor(limit);
    return { page, complaints };
  }

  /** The page as an operator sees it. */
  async enter(place = "", view: View = {}): Promise<{ page: Page; complaints: string[] }> {
    const { page, complaints } = await this.door(view);
    await page.goto(`${this.server.address}/admin${place}`);
    await signIn(page, keys.admin);
    await page.getByRole("navigation", { name: "Views" }).waitFor(limit);
    return { page, complaints };
  }

  /** A connected user. */
  async user(sub: string, claims: Readonly<Record<string, unknown>> = {}): Promise<HubClient> {
    const client = new HubClient(`${this.server.address}/hub`, { token: signedToken(secret, { sub, ...claims }) });
    this.clients.push(client);
    await client.connect();
    return client;
  }
}

export async function signIn(page: Page, text: string): Promise<void> {
  await page.getByLabel("Token or API key").fill(text);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** The row, or on a phone the card, that has a text. */
export const row = (page: Page, text: string): Locator => page.locator(".listing tbody tr").filter({ hasText: text });

/** How much wider the page is than the window. */
export const overflow = (page: Page): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

/** What axe finds wrong with the page as it is. It is run past the page's own policy, which allows no such script. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const found = (await page.evaluate("axe.run().then(({ violations }) => violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ target }) => ({ target })) })))")) as Violation[];
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join("; ")}`);
}
