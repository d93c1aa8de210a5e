import { afterEach, expect, test, vi } from "vitest";
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate } from "y-protocols/awareness";
import * as Y from "yjs";
import { HubClient } from "../../src/client";
import type { OpenedDocument, OpenDocumentRequest, PushUpdateRequest } from "../../src/contracts";
import { bytesOf } from "../../src/documents/bytes";
import type { DocumentStatus } from "../../src/documents/documentStatus";
import { SignalRProvider, type SignalRProviderOptions } from "../../src/documents/signalRProvider";
import { ScriptedHub, type Call } from "../ScriptedHub";

const limit = { timeout: 10_000, interval: 2 };
const until = (check: () => void): Promise<void> => vi.waitFor(check, limit);
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");
const channel = "doc:d";

/** A hub with one document: real Yjs, everything else as a test says. */
class DocumentHub extends ScriptedHub {
  readonly doc = new Y.Doc();
  access: OpenedDocument["access"] = "write";
  awareness: Uint8Array[] = [];
  opens = 0;
  /** The answers to the next calls of OpenDocument, before it works. */
  refusals: string[] = [];
  offset = 0;
  storing = true;

  constructor() {
    super();
    this.onCall = (call) => this.answer(call);
  }

  /** Another client has edited. */
  edit(letters: string): void {
    const before = Y.encodeStateVector(this.doc);
    this.doc.getText("t").insert(0, letters);
    this.publish(Y.encodeStateAsUpdate(this.doc, before));
  }

  publish(update: Uint8Array): void {
    this.link.publish(channel, ++this.offset, { type: "doc.updated", data: { update: base64(update) } });
  }

  private answer(call: Call): void {
    if (call.method === "OpenDocument") this.opened(call);
    if (call.method === "PushAwareness" || call.method === "CloseDocument") call.answer(undefined);
    if (call.method !== "PushUpdate" || !this.storing) return;
    const update = bytesOf((call.request as PushUpdateRequest).update);
    Y.applyUpdate(this.doc, update);
    this.publish(update);
    call.answer({ position: { epoch: "e", offset: this.offset } });
  }

  private opened(call: Call): void {
    this.opens++;
    const refusal = this.refusals.shift();
    if (refusal) return call.refuse(refusal);
    const known = (call.request as OpenDocumentRequest).stateVector;
    call.answer({
      document: { documentId: "d", title: "D", visibility: "public", createdTime: 0, createdBy: "ann", role: "owner" },
      update: base64(Y.encodeStateAsUpdate(this.doc, known === undefined ? undefined : bytesOf(known))),
      stateVector: base64(Y.encodeStateVector(this.doc)),
      position: { epoch: "e", offset: this.offset },
      access: this.access,
      awareness: this.awareness.map(base64),
    });
  }
}

const open: { end(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.end();
});

function joined(hub: DocumentHub, options: SignalRProviderOptions = {}, doc = new Y.Doc()) {
  const client = new HubClient("http://hub.test/hub", { open: hub.open, firstRetryDelayMs: 1, longestRetryDelayMs: 5 });
  void client.connect();
  const provider = new SignalRProvider(client, "d", doc, options);
  open.push({
    end: () => {
      provider.destroy();
      client.stop();
    },
  });
  return { client, provider, text: doc.getText("t") };
}

test("open_WithEditsOnBothSides_BothHaveAll", async () => {
  const hub = new DocumentHub();
  hub.doc.getText("t").insert(0, "theirs");
  const doc = new Y.Doc();
  doc.getText("t").insert(0, "mine");
  const { provider, text } = joined(hub, {}, doc);
  expect(provider.status).toEqual({ state: "opening", pending: 0 });
  await until(() => expect(provider.status.state).toBe("saved"));
  expect(text.toString()).toContain("theirs");
  expect(hub.doc.getText("t").toString()).toBe(text.toString());
});

test("published_WithAHole_OpensAgain", async () => {
  const hub = new DocumentHub();
  const { provider, text } = joined(hub);
  await until(() => expect(provider.status.state).toBe("saved"));
  hub.edit("a");
  // One is lost on its way.
  hub.doc.getText("t").insert(0, "lost ");
  hub.offset++;
  hub.edit("b");
  await until(() => expect(text.toString()).toBe("blost a"));
  expect(hub.opens).toBe(2);
});

test("published_BeforeTheReply_IsNoHole", async () => {
  const hub = new DocumentHub();
  hub.offset = 7;
  const answer = hub.onCall!;
  hub.onCall = (call, link) => {
    if (call.method === "OpenDocument" && hub.opens === 0) hub.edit("early");
    answer(call, link);
  };
  const { provider, text } = joined(hub);
  await until(() => expect(provider.status.state).toBe("saved"));
  hub.edit("late ");
  expect(text.toString()).toBe("late early");
  expect(hub.opens).toBe(1);
});

test("status_WhileTheAnswerIsOut_SaysHowManyChangesArePending", async () => {
  const hub = new DocumentHub();
  const { provider, text } = joined(hub);
  await until(() => expect(provider.status.state).toBe("saved"));
  hub.storing = false;
  text.insert(0, "a");
  text.insert(0, "b");
  expect(provider.status).toEqual({ state: "saving", pending: 2 });
  await until(() => expect(hub.link.callsOf("PushUpdate")).toHaveLength(1));
  const statuses: DocumentStatus[] = [];
  provider.on("status", (status) => statuses.push(status));
  hub.storing = true;
  hub.link.drop();
  await until(() => expect(provider.status).toEqual({ state: "saved", pending: 0 }));
  expect(statuses.map(({ state, pending }) => `${state} ${pending}`)).toEqual(["offline 2", "opening 2", "saving 2", "saved 0"]);
  expect(hub.doc.getText("t").toString()).toBe("ba");
});

test("open_RefusedForNow_IsTriedAgain", async () => {
  const hub = new DocumentHub();
  hub.refusals = ['rate_limited: slow down\n{"retryAfterMs":5}', "unavailable: busy"];
  const { provider } = joined(hub);
  await until(() => expect(provider.status.state).toBe("saved"));
  expect(hub.opens).toBe(3);
});

test("open_RefusedForGood_SaysWhy", async () => {
  const hub = new DocumentHub();
  hub.refusals = ['permission_denied: you may not\n{"reason":"no_entry"}'];
  const { provider } = joined(hub);
  await until(() => expect(provider.status).toMatchObject({ state: "refused", reason: "revoked", error: { code: "permission_denied" } }));
  hub.link.drop();
  await until(() => expect(hub.links).toHaveLength(2));
  expect(hub.opens).toBe(1);
  provider.reopen();
  await until(() => expect(provider.status.state).toBe("saved"));
});

test("unsubscribed_ByTheServer_ComesBackOrSaysWhy", async () => {
  const hub = new DocumentHub();
  const { provider } = joined(hub);
  await until(() => expect(provider.status.state).toBe("saved"));
  hub.link.say("Unsubscribed", { channel, code: "unavailable", message: "later", resubscribe: true });
  await until(() => expect(hub.opens).toBe(2));
  await until(() => expect(provider.status.state).toBe("saved"));
  hub.link.say("Unsubscribed", { channel, code: "permission_denied", message: "no more", resubscribe: false });
  expect(provider.status).toMatchObject({ state: "refused", reason: "revoked" });
});

test("awareness_OfOthers_GoesWithTheConnectionAndComesBackAsItWas", async () => {
  const hub = new DocumentHub();
  const other = new Awareness(new Y.Doc());
  other.setLocalState({ user: "Bob" });
  const id = other.clientID;
  hub.awareness = [encodeAwarenessUpdate(other, [id])];
  const { provider } = joined(hub);
  await until(() => expect(provider.awareness.getStates().get(id)).toEqual({ user: "Bob" }));
  const reopened = hub.onCall!;
  hub.onCall = () => undefined;
  hub.link.drop();
  await until(() => expect(provider.awareness.getStates().has(id)).toBe(false));
  hub.onCall = reopened;
  provider.reopen();
  await until(() => expect(provider.awareness.getStates().get(id)).toEqual({ user: "Bob" }));
  other.destroy();
});

test("awareness_OfItsOwn_IsSaidAgainAtAHigherClockOnEachConnection", async () => {
  const hub = new DocumentHub();
  const { provider } = joined(hub);
  provider.awareness.setLocalState({ user: "Ann" });
  const others = new Awareness(new Y.Doc());
  const hear = (call: Call): void => applyAwarenessUpdate(others, bytesOf((call.request as PushUpdateRequest).update), "test");
  await until(() => expect(hub.link.callsOf("PushAwareness").length).toBeGreaterThan(0));
  hub.link.callsOf("PushAwareness").forEach(hear);
  expect(others.getStates().get(provider.awareness.clientID)).toEqual({ user: "Ann" });
  hub.link.drop();
  // As the server withdraws it: at the same clock, without a state.
  const gone = encodeAwarenessUpdate(others, [others.clientID, provider.awareness.clientID], new Map([[others.clientID, {}]]));
  applyAwarenessUpdate(others, gone, "test");
  await until(() => expect(hub.links).toHaveLength(2));
  await until(() => expect(hub.link.callsOf("PushAwareness").length).toBeGreaterThan(0));
  hub.link.callsOf("PushAwareness").forEach(hear);
  expect(others.getStates().get(provider.awareness.clientID)).toEqual({ user: "Ann" });
  others.destroy();
});

test("hold_WhileOthersEdit_KeepsTheirEditsOutAndSendsOnesOwn", async () => {
  const hub = new DocumentHub();
  const { provider, text } = joined(hub);
  await until(() => expect(provider.status.state).toBe("saved"));
  const release = provider.hold();
  hub.edit("theirs ");
  hub.edit("more of ");
  text.insert(0, "mine");
  await until(() => expect(provider.status).toEqual({ state: "saved", pending: 0 }));
  expect(text.toString()).toBe("mine");
  expect(hub.doc.getText("t").toString()).toContain("mine");
  release();
  release();
  expect(text.toString()).toBe(hub.doc.getText("t").toString());
  expect(hub.opens).toBe(1);
});

test("destroy_OfTheDocument_ClosesIt", async () => {
  const hub = new DocumentHub();
  const doc = new Y.Doc();
  const { client, provider } = joined(hub, {}, doc);
  await until(() => expect(provider.status.state).toBe("saved"));
  doc.destroy();
  await until(() => expect(hub.link.callsOf("CloseDocument")).toHaveLength(1));
  hub.edit("not for it");
  expect(doc.getText("t").toString()).toBe("");
  // Another may have it now.
  new SignalRProvider(client, "d", new Y.Doc()).destroy();
});
