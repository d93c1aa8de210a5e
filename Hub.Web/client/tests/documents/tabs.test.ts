import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import { Tabs } from "../../src/documents/tabs";

const limit = { timeout: 10_000, interval: 5 };
const open: Tab[] = [];
let names = 0;
let name = "";

beforeEach(() => {
  name = `tabs-${process.pid}-${names++}`;
  // Channels are real; only waiting is not.
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  for (const tab of open.splice(0)) tab.close();
  vi.useRealTimers();
});

class Tab {
  isSaved = true;
  readonly adopted: Uint8Array[] = [];
  readonly doc = new Y.Doc();
  readonly awareness = new Awareness(this.doc);
  readonly tabs: Tabs;

  constructor(text = "") {
    if (text) this.doc.getText("t").insert(0, text);
    this.tabs = new Tabs(name, this.doc, this.awareness, this);
    this.doc.on("update", (update: Uint8Array, origin: unknown) => origin !== this.tabs && this.tabs.edited(update));
    open.push(this);
  }

  adopt(update: Uint8Array): void {
    this.adopted.push(update);
  }

  get text(): string {
    return this.doc.getText("t").toString();
  }

  type(letters: string): void {
    this.doc.getText("t").insert(this.text.length, letters);
  }

  close(): void {
    this.tabs.close();
    this.awareness.destroy();
  }
}

const until = (check: () => void): Promise<void> => vi.waitFor(check, limit);

test("hello_AnotherTab_GivesWhatTheNewOneLacks", async () => {
  const one = new Tab("written before");
  one.awareness.setLocalState({ user: "Ann" });
  const two = new Tab();
  await until(() => expect(two.text).toBe("written before"));
  await until(() => expect(two.awareness.getStates().get(one.doc.clientID)).toEqual({ user: "Ann" }));
});

test("edited_InOneTab_IsInTheOther", async () => {
  const [one, two] = [new Tab(), new Tab()];
  one.type("a");
  await until(() => expect(two.text).toBe("a"));
  two.type("b");
  await until(() => expect(one.text).toBe("ab"));
});

test("saved_ByTheTabItself_NeedsNoOther", async () => {
  const [one, two] = [new Tab(), new Tab()];
  one.type("a");
  one.tabs.saved();
  await until(() => expect(two.text).toBe("a"));
  one.type("b");
  one.tabs.saved();
  await until(() => expect(two.text).toBe("ab"));
  one.awareness.setLocalState({ last: true });
  one.tabs.awarenessChanged();
  await until(() => expect(two.awareness.getStates().has(one.doc.clientID)).toBe(true));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(two.adopted).toEqual([]);
});

test("left_WithUnsavedEdits_TheOtherTabStoresThem", async () => {
  const [one, two] = [new Tab(), new Tab()];
  one.isSaved = false;
  one.type("never ");
  one.type("stored");
  await until(() => expect(two.text).toBe("never stored"));
  one.tabs.close();
  await until(() => expect(two.adopted).toHaveLength(1));
  const server = new Y.Doc();
  Y.applyUpdate(server, two.adopted[0]!);
  expect(server.getText("t").toString()).toBe("never stored");
});

test("edited_AndNotSavedForLong_TheOtherTabStoresIt", async () => {
  const [one, two] = [new Tab(), new Tab()];
  one.isSaved = false;
  one.type("a");
  await until(() => expect(two.text).toBe("a"));
  expect(two.adopted).toEqual([]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(two.adopted).toHaveLength(1);
});
