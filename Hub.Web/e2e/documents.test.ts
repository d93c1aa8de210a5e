import "fake-indexeddb/auto";
import { MessagePackHubProtocol } from "@microsoft/signalr-protocol-msgpack";
import { guestTokens, HubClient, type DocumentRole } from "@realtimehub/client";
import { DocumentClient, SignalRProvider, type DocumentStatus, type SignalRProviderOptions } from "@realtimehub/client/documents";
import { IndexeddbPersistence } from "y-indexeddb";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import * as Y from "yjs";
import { Server } from "./server";

const limit = { timeout: 40_000, interval: 20 };

let server: Server;
const writers: Writer[] = [];

// With the limits of every server.
beforeAll(async () => void (server = await Server.start()), 120_000);
afterAll(() => server?.stop());
afterEach(() => {
  for (const writer of writers.splice(0)) writer.leave();
});

/** A user with a connection. */
class Writer {
  readonly statuses: DocumentStatus[] = [];
  readonly documents: DocumentClient;
  private readonly providers: SignalRProvider[] = [];

  private constructor(
    readonly client: HubClient,
    readonly userId: string,
  ) {
    this.documents = new DocumentClient(client);
  }

  static async of(name: string, { messagePack = false, at = server } = {}): Promise<Writer> {
    const hub = `${at.address}/hub`;
    const client = new HubClient(hub, {
      token: guestTokens({ hub, name }),
      firstRetryDelayMs: 50, longestRetryDelayMs: 500,
      ...(messagePack && { protocol: new MessagePackHubProtocol() }),
    });
    const { userId } = await client.connect();
    const writer = new Writer(client, userId!);
    writers.push(writer);
    return writer;
  }

  open(documentId: string, options: SignalRProviderOptions = {}, doc = new Y.Doc()): SignalRProvider {
    const provider = new SignalRProvider(this.client, documentId, doc, options);
    provider.on("status", (status) => this.statuses.push(status));
    this.providers.push(provider);
    return provider;
  }

  leave(): void {
    for (const provider of this.providers) provider.destroy();
    this.client.stop();
  }
}

const text = ({ doc }: SignalRProvider): Y.Text => doc.getText("content");
const reaches = (provider: SignalRProvider, state: DocumentStatus["state"]): Promise<void> => vi.waitFor(() => expect(provider.status.state).toBe(state), limit);
const equal = (...providers: SignalRProvider[]): Promise<void> =>
  vi.waitFor(() => {
    for (const provider of providers) expect(provider.status).toEqual({ state: "saved", pending: 0 });
    const [first, ...others] = providers.map(({ doc }) => ({ text: doc.getText("content").toString(), state: Buffer.from(Y.encodeStateAsUpdate(doc)).toString("base64") }));
    for (const other of others) expect(other).toEqual(first);
  }, limit);

test.each([false, true])("two writers see each other's edits and cursors, MessagePack: %s", async (messagePack) => {
  const ann = await Writer.of("Ann", { messagePack });
  const bob = await Writer.of("Bob", { messagePack: !messagePack });
  const { documentId } = await ann.documents.createDocument({ title: "Together", visibility: "public" });
  const a = ann.open(documentId);
  const b = bob.open(documentId);
  text(a).insert(0, "Hello ");
  a.awareness.setLocalStateField("user", { name: "Ann" });
  await reaches(b, "saved");
  await vi.waitFor(() => expect(b.awareness.getStates().get(a.doc.clientID)).toMatchObject({ user: { name: "Ann" } }), limit);
  text(b).insert(text(b).length, "world");
  await equal(a, b);
  expect(text(b).toString()).toContain("world");
  expect(a.document).toMatchObject({ title: "Together", role: "owner" });
  a.destroy();
  await vi.waitFor(() => expect(b.awareness.getStates().has(a.doc.clientID)).toBe(false), limit);
});

test("saved is said when the server has it on disk, and only then", async () => {
  const own = await Server.start();
  try {
    const ann = await Writer.of("Ann", { at: own });
    const { documentId } = await ann.documents.createDocument({ title: "Kept" });
    const a = ann.open(documentId);
    await reaches(a, "saved");
    text(a).insert(0, "before the crash");
    expect(a.status).toEqual({ state: "saving", pending: 1 });
    await reaches(a, "saved");
    await own.kill();
    await reaches(a, "offline");
    text(a).insert(0, "1");
    text(a).insert(0, "2");
    expect(a.status).toEqual({ state: "offline", pending: 2 });
    await own.revive();
    await reaches(a, "saved");
    const bob = await Writer.of("Bob", { at: own });
    const b = bob.open(documentId);
    await equal(a, b);
    expect(text(b).toString()).toBe("21before the crash");
    ann.leave();
    bob.leave();
  } finally {
    await own.stop();
  }
});

test("both ends are equal after the server was killed again and again while both typed", { timeout: 180_000 }, async () => {
  const own = await Server.start();
  try {
    const ann = await Writer.of("Ann", { at: own });
    const bob = await Writer.of("Bob", { at: own, messagePack: true });
    const { documentId } = await ann.documents.createDocument({ title: "Storm", visibility: "public" });
    const [a, b] = [ann.open(documentId), bob.open(documentId)];
    let typing = true;
    const type = async (provider: SignalRProvider, letter: string): Promise<number> => {
      for (let count = 0; ; count++) {
        if (!typing) return count;
        const at = (count * 7) % (text(provider).length + 1);
        if (count % 5 === 4) text(provider).delete(Math.max(0, at - 1), Math.min(1, text(provider).length));
        else text(provider).insert(at, letter);
        await new Promise((resolve) => setTimeout(resolve, 3));
      }
    };
    const both = [type(a, "a"), type(b, "b")];
    for (let crash = 0; crash < 3; crash++) {
      await vi.waitFor(() => expect(a.status.pending).toBeGreaterThan(0), limit);
      await own.restart();
      await vi.waitFor(() => expect(a.synced && b.synced).toBe(true), limit);
    }
    typing = false;
    for (const count of await Promise.all(both)) expect(count).toBeGreaterThan(100);
    await equal(a, b);
    ann.leave();
    bob.leave();
  } finally {
    await own.stop();
  }
});

test("a thousand keystrokes in a moment stay below the limits and are all stored", async () => {
  const ann = await Writer.of("Ann");
  const { documentId } = await ann.documents.createDocument({ title: "Fast", visibility: "public" });
  const a = ann.open(documentId);
  await reaches(a, "saved");
  const refusals: string[] = [];
  const call = ann.client.call.bind(ann.client);
  let pushes = 0;
  ann.client.call = ((method: "PushUpdate", ...rest: [never]) => {
    if (method === "PushUpdate") pushes++;
    return call(method, ...rest).catch((error: Error) => {
      refusals.push(error.message);
      throw error;
    });
  }) as typeof ann.client.call;
  const began = performance.now();
  for (let key = 0; key < 1_000; key++) {
    text(a).insert(key, String(key % 10));
    if (key % 4 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await reaches(a, "saved");
  expect(refusals).toEqual([]);
  // At most twenty a second, however long a busy machine takes, and a few at once.
  expect(pushes).toBeLessThan(10 + (performance.now() - began) / 50);
  const b = (await Writer.of("Bob")).open(documentId);
  await equal(a, b);
});

test("a server that takes less than expected is obeyed, and no edit is lost", async () => {
  const strict = await Server.start({ "Hub:Limits:PublishesPerSecond": "2", "Hub:Limits:PublishBurst": "1" });
  try {
    const ann = await Writer.of("Ann", { at: strict });
    const { documentId } = await ann.documents.createDocument({ title: "Slow" });
    const a = ann.open(documentId);
    await reaches(a, "saved");
    for (let key = 0; key < 40; key++) {
      text(a).insert(key, "x");
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    await reaches(a, "saved");
    expect(ann.client.status.state).toBe("connected");
    const b = (await Writer.of("Bob", { at: strict })).open(documentId);
    await equal(a, b);
    expect(text(b).toString()).toBe("x".repeat(40));
  } finally {
    for (const writer of writers.splice(0)) writer.leave();
    await strict.stop();
  }
});

test("several documents share one connection", async () => {
  const ann = await Writer.of("Ann");
  const bob = await Writer.of("Bob");
  const made = await Promise.all(["one", "two", "three"].map((title) => ann.documents.createDocument({ title, visibility: "public" })));
  const pairs = made.map(({ documentId, title }) => {
    const [a, b] = [ann.open(documentId), bob.open(documentId)];
    text(a).insert(0, title);
    return [a, b] as const;
  });
  for (const [a, b] of pairs) await equal(a, b);
  expect(pairs.map(([, b]) => text(b).toString())).toEqual(["one", "two", "three"]);
  expect(() => ann.open(made[0]!.documentId)).toThrow(/open already/);
});

test("what is edited without a connection survives the page and is sent by the next one", async () => {
  const own = await Server.start();
  try {
    const ann = await Writer.of("Ann", { at: own });
    const { documentId } = await ann.documents.createDocument({ title: "Kept here", visibility: "public" });
    const first = new Y.Doc();
    const store = new IndexeddbPersistence(documentId, first);
    const a = ann.open(documentId, { store }, first);
    text(a).insert(0, "abcdef");
    await reaches(a, "saved");
    await own.kill();
    await reaches(a, "offline");
    // A deletion, too: the state vector doesn't show it.
    text(a).delete(0, 2);
    text(a).insert(0, "X");
    await vi.waitFor(async () => expect(await store.get("realtimehub.pending" as never)).toBe(2), limit);
    a.destroy();
    await store.destroy();

    const second = new Y.Doc();
    const again = new IndexeddbPersistence(documentId, second);
    const next = ann.open(documentId, { store: again }, second);
    await vi.waitFor(() => expect(next.status).toMatchObject({ pending: 2 }), limit);
    expect(text(next).toString()).toBe("Xcdef");
    await own.revive();
    await reaches(next, "saved");
    const b = (await Writer.of("Bob", { at: own })).open(documentId);
    await equal(next, b);
    expect(text(b).toString()).toBe("Xcdef");
    await again.destroy();
  } finally {
    for (const writer of writers.splice(0)) writer.leave();
    await own.stop();
  }
});

test("opening what is the same on both sides sends nothing", async () => {
  const ann = await Writer.of("Ann");
  const { documentId } = await ann.documents.createDocument({ title: "Same" });
  const a = ann.open(documentId);
  text(a).insert(0, "abcdef");
  text(a).delete(1, 2);
  await reaches(a, "saved");
  const { position } = await ann.client.readHistory(`doc:${documentId}`, { limit: 1 });
  const statuses = ann.statuses.length;
  a.reopen();
  await vi.waitFor(() => expect(ann.statuses.slice(statuses).map(({ state }) => state)).toEqual(["opening", "saved"]), limit);
  expect((await ann.client.readHistory(`doc:${documentId}`, { limit: 1 })).position).toEqual(position);
});

test("a reader's edits are refused as read only, and sent when the role is given", async () => {
  const ann = await Writer.of("Ann");
  const bob = await Writer.of("Bob");
  const { documentId } = await ann.documents.createDocument({ title: "Mine", visibility: "private" });
  await ann.documents.shareDocument(documentId, bob.userId, "reader");
  const a = ann.open(documentId);
  const b = bob.open(documentId);
  await reaches(b, "saved");
  expect(b.access).toBe("read");
  text(b).insert(0, "let me");
  expect(b.status).toMatchObject({ state: "refused", reason: "read_only", pending: 1 });
  // It still reads, and is seen.
  text(a).insert(0, "listen");
  await vi.waitFor(() => expect(text(b).toString()).toContain("listen"), limit);
  b.awareness.setLocalStateField("user", { name: "Bob" });
  await vi.waitFor(() => expect(a.awareness.getStates().has(b.doc.clientID)).toBe(true), limit);
  await ann.documents.shareDocument(documentId, bob.userId, "editor");
  b.reopen();
  await equal(a, b);
  expect(text(a).toString()).toContain("let me");
});

test("an editor who is made a reader, then nothing, is told so", async () => {
  const ann = await Writer.of("Ann");
  const bob = await Writer.of("Bob");
  const { documentId } = await ann.documents.createDocument({ title: "Mine", visibility: "private" });
  const editor: DocumentRole = "editor";
  await ann.documents.shareDocument(documentId, bob.userId, editor);
  const b = bob.open(documentId);
  await reaches(b, "saved");
  await ann.documents.shareDocument(documentId, bob.userId, "reader");
  text(b).insert(0, "x");
  await reaches(b, "refused");
  expect(b.status).toMatchObject({ reason: "read_only", pending: 1 });
  await ann.documents.shareDocument(documentId, bob.userId, "none");
  await vi.waitFor(() => expect(b.status).toMatchObject({ state: "refused", reason: "revoked", pending: 1 }), limit);
});

test("a document that was deleted, or never was, is refused by name", async () => {
  const ann = await Writer.of("Ann");
  const { documentId } = await ann.documents.createDocument({ title: "Gone soon" });
  const a = ann.open(documentId);
  await reaches(a, "saved");
  await ann.documents.deleteDocument(documentId);
  await vi.waitFor(() => expect(a.status).toMatchObject({ state: "refused", reason: "deleted" }), limit);
  const missing = ann.open("never-made");
  await vi.waitFor(() => expect(missing.status).toMatchObject({ state: "refused", reason: "revoked" }), limit);
});

test("what is too large is refused by name; without it the rest is stored", async () => {
  const small = await Server.start({ "Hub:Documents:MaxUpdateBytes": "20000" });
  try {
    const ann = await Writer.of("Ann", { at: small });
    const { documentId } = await ann.documents.createDocument({ title: "Small" });
    const a = ann.open(documentId);
    await reaches(a, "saved");
    text(a).insert(0, "x".repeat(30_000));
    await vi.waitFor(() => expect(a.status).toMatchObject({ state: "refused", reason: "too_large", pending: 1 }), limit);
    text(a).delete(0, 30_000);
    text(a).insert(0, "short");
    await reaches(a, "saved");
    const b = (await Writer.of("Bob", { at: small })).open(documentId);
    await equal(a, b);
    expect(text(b).toString()).toBe("short");
  } finally {
    for (const writer of writers.splice(0)) writer.leave();
    await small.stop();
  }
});

test("3 MiB typed without a connection arrive, in pieces that the server takes", { timeout: 120_000 }, async () => {
  const ann = await Writer.of("Ann");
  const { documentId } = await ann.documents.createDocument({ title: "Long", visibility: "public" });
  const doc = new Y.Doc();
  for (let part = 0; part < 60; part++) doc.getText("content").insert(part % 2 === 0 ? 0 : doc.getText("content").length, String(part).padEnd(50_000, "."));
  doc.getText("content").delete(10, 5_000);
  const a = ann.open(documentId, {}, doc);
  await reaches(a, "saved");
  const b = (await Writer.of("Bob")).open(documentId);
  await equal(a, b);
});

test("tabs of one user share edits without the server, and what a tab that left had not stored is stored by another", async () => {
  const own = await Server.start();
  try {
    const ann = await Writer.of("Ann", { at: own });
    const { documentId } = await ann.documents.createDocument({ title: "Tabs", visibility: "public" });
    const hub = `${own.address}/hub`;
    // A tab that never gets a connection.
    const away = new HubClient(hub);
    const one = new SignalRProvider(away, documentId, new Y.Doc(), { tabs: ann.userId });
    const two = ann.open(documentId, { tabs: ann.userId });
    await reaches(two, "saved");
    text(one).insert(0, "from the other tab");
    one.awareness.setLocalStateField("user", { name: "Ann" });
    await vi.waitFor(() => expect(text(two).toString()).toBe("from the other tab"), limit);
    await vi.waitFor(() => expect(two.awareness.getStates().has(one.doc.clientID)).toBe(true), limit);
    one.destroy();
    await vi.waitFor(async () => {
      const b = (await Writer.of("Bob", { at: own })).open(documentId);
      await reaches(b, "saved");
      expect(text(b).toString()).toBe("from the other tab");
    }, limit);
  } finally {
    for (const writer of writers.splice(0)) writer.leave();
    await own.stop();
  }
});
