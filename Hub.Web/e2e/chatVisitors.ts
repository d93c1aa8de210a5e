import { guestTokens, HubClient } from "@realtimehub/client";
import { ChatClient } from "@realtimehub/client/chat";
import type { Browser, Locator, Page } from "playwright-core";
import { complaintsOf } from "./complaints";

export const limit = { timeout: 60_000 };

/** A person in the chat page, in a browser profile of their own. */
export class Visitor {
  /** What the page complained about: errors, and what the Content-Security-Policy stopped. */
  readonly complaints: string[];

  private constructor(readonly page: Page) {
    this.complaints = complaintsOf(page);
  }

  /** Comes in by the front door: says a name. */
  static async comeIn(browser: Browser, address: string, name: string, { width = 1280, room = "", colorScheme = "light" }: { width?: number; room?: string; colorScheme?: "light" | "dark" } = {}): Promise<Visitor> {
    const context = await browser.newContext({ viewport: { width, height: 844 }, hasTouch: width < 500, colorScheme });
    const visitor = new Visitor(await context.newPage());
    const { page } = visitor;
    await page.goto(`${address}/chat${room && `#${room}`}`);
    await page.getByLabel("Your name").fill(name);
    await page.getByRole("button", { name: "Start chatting" }).click();
    await page.locator(".chat").waitFor(limit);
    return visitor;
  }

  get field(): Locator {
    return this.page.getByRole("textbox", { name: /^Write to|^Edit your/ });
  }

  async makeRoom(title: string): Promise<void> {
    await this.page.getByRole("button", { name: "New room" }).click();
    await this.page.getByLabel("Name of the room").fill(title);
    await this.page.getByRole("button", { name: "Make room" }).click();
    // The field alone may be that of the room before.
    await this.page.getByRole("textbox", { name: `Write to ${title}`, exact: true }).waitFor(limit);
  }

  async join(): Promise<void> {
    await this.page.getByRole("button", { name: /^Join/ }).click(limit);
    await this.field.waitFor(limit);
  }

  async say(text: string): Promise<void> {
    await this.field.fill(text);
    await this.field.press("Enter");
  }

  /** The rows that bear a text. */
  message(text: string): Locator {
    return this.page.locator(".message").filter({ hasText: text });
  }

  async sees(text: string): Promise<void> {
    await this.message(text).first().waitFor(limit);
  }

  async act(text: string, action: string): Promise<void> {
    await this.message(text).last().hover();
    await this.page.getByRole("button", { name: action, exact: true }).click();
  }

  texts(): Promise<string[]> {
    return this.page.locator(".message .text").allTextContents();
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}

/** A person who uses the package. */
export async function programOf(address: string, name: string) {
  const hub = `${address}/hub`;
  const client = new HubClient(hub, { token: guestTokens({ hub, name }) });
  const { userId } = await client.connect();
  return { client, chat: new ChatClient(client), userId: userId!, [Symbol.dispose]: () => client.stop() };
}
