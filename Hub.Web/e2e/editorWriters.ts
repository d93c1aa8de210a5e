import { guestTokens, HubClient } from "@realtimehub/client";
import { DocumentClient, SignalRProvider } from "@realtimehub/client/documents";
import type { Browser, CDPSession, Locator, Page } from "playwright-core";
import * as Y from "yjs";
import { complaintsOf } from "./complaints";

export const limit = { timeout: 60_000 };

interface Looks {
  readonly width?: number;
  readonly colorScheme?: "light" | "dark";
  readonly documentId?: string;
}

/** A person in the editor page, in a browser profile of their own. */
export class PageWriter {
  /** What the page complained about: errors, and what the Content-Security-Policy stopped. */
  readonly complaints: string[];

  private constructor(readonly page: Page) {
    this.complaints = complaintsOf(page);
  }

  /** Comes in by the front door: says a name. */
  static async comeIn(browser: Browser, address: string, name: string, { width = 1280, colorScheme = "light", documentId = "" }: Looks = {}): Promise<PageWriter> {
    const context = await browser.newContext({ viewport: { width, height: 844 }, hasTouch: width < 500, colorScheme, acceptDownloads: true });
    const writer = new PageWriter(await context.newPage());
    const { page } = writer;
    await page.goto(`${address}/editor${documentId && `#${documentId}`}`);
    await page.getByLabel("Your name").fill(name);
    await page.getByRole("button", { name: "Start writing" }).click();
    await page.locator(".editor").waitFor(limit);
    if (documentId) await writer.content.waitFor(limit);
    return writer;
  }

  /** Another tab of the same person with the same document. */
  async tab(): Promise<PageWriter> {
    const tab = new PageWriter(await this.page.context().newPage());
    await tab.page.goto(this.page.url());
    await tab.content.waitFor(limit);
    return tab;
  }

  get content(): Locator {
    return this.page.locator(".cm-content");
  }

  /** The id of the open document. */
  get documentId(): string {
    return decodeURIComponent(new URL(this.page.url()).hash.slice(1));
  }

  async make(title: string, { hidden = false } = {}): Promise<string> {
    await this.page.getByRole("button", { name: "New document" }).click();
    await this.page.getByLabel("Title of the document").fill(title);
    if (hidden) await this.page.getByLabel(/^Private/).check();
    const before = this.page.url();
    await this.page.getByRole("button", { name: "Make document" }).click();
    // Until then the editor is that of the document before.
    await this.page.waitForURL((url) => url.href !== before, limit);
    await this.page.getByRole("heading", { name: title }).waitFor(limit);
    await this.content.waitFor(limit);
    return this.documentId;
  }

  /** Writes at the end of the text. */
  async write(text: string): Promise<void> {
    await this.content.focus();
    await this.page.keyboard.press("Control+End");
    await this.page.keyboard.type(text);
  }

  /** What stands in the editor, without the others' cursors. */
  text(): Promise<string> {
    return this.content.evaluate((content) =>
      [...content.querySelectorAll(".cm-line")]
        .map((line) => {
          const copy = line.cloneNode(true) as Element;
          for (const caret of copy.querySelectorAll(".cm-otherCaret, .cm-placeholder")) caret.remove();
          return copy.textContent;
        })
        .join("\n"),
    );
  }

  async sees(text: string): Promise<void> {
    await this.page.locator(".cm-line").filter({ hasText: text }).first().waitFor(limit);
  }

  /** Waits until the page says how the edits stand. */
  async says(text: string | RegExp): Promise<void> {
    await this.page.locator(".saved-state").filter({ hasText: text }).waitFor(limit);
  }

  /** Waits until the browser has noted so many pending changes, and so the changes before it. */
  async stores(pending: number): Promise<void> {
    await this.page.waitForFunction(async (pending) => {
      const [{ name = "" } = {}] = await indexedDB.databases();
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open(name);
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => reject(opening.error);
      });
      const noted = await new Promise((resolve) => {
        const asking = database.transaction("custom").objectStore("custom").get("realtimehub.pending");
        asking.onsuccess = () => resolve(asking.result);
      });
      database.close();
      return noted === pending;
    }, pending, limit);
  }

  /** Asks for a connection at once. The page may be faster than the click. */
  async triesNow(): Promise<void> {
    await this.page.getByRole("button", { name: "Try now" }).click({ timeout: 5_000 }).catch(() => undefined);
  }

  /** What an input method does, through the browser's own protocol. */
  async inputMethod(): Promise<InputMethod> {
    return new InputMethod(await this.page.context().newCDPSession(this.page));
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}

export class InputMethod {
  constructor(private readonly session: CDPSession) {}

  async compose(text: string): Promise<void> {
    await this.session.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
  }

  /** Ends the composition with what was chosen. */
  async commit(text: string): Promise<void> {
    await this.session.send("Input.insertText", { text });
  }
}

/** A person who writes by a program. */
export class ProgramWriter implements Disposable {
  readonly documents: DocumentClient;
  private provider: SignalRProvider | undefined;

  private constructor(
    readonly client: HubClient,
    readonly userId: string,
  ) {
    this.documents = new DocumentClient(client);
  }

  static async of(address: string, name: string): Promise<ProgramWriter> {
    const hub = `${address}/hub`;
    const client = new HubClient(hub, { token: guestTokens({ hub, name }), firstRetryDelayMs: 50, longestRetryDelayMs: 500 });
    const { userId } = await client.connect();
    return new ProgramWriter(client, userId!);
  }

  open(documentId: string): SignalRProvider {
    return (this.provider = new SignalRProvider(this.client, documentId, new Y.Doc()));
  }

  /** The text as this program has it. */
  get text(): Y.Text {
    return this.provider!.doc.getText("content");
  }

  [Symbol.dispose](): void {
    this.provider?.destroy();
    this.client.stop();
  }
}
