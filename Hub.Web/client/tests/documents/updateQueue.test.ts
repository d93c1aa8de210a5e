import { afterEach, beforeEach, expect, test, vi } from "vitest";
import * as Y from "yjs";
import { CallPacer } from "../../src/connections/callPacer";
import { UpdateQueue } from "../../src/documents/updateQueue";
import { ConnectionLostError, HubCallError } from "../../src/errors";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A server whose answers a test gives. */
class Server {
  readonly doc = new Y.Doc();
  readonly pushes: { readonly update: Uint8Array; store(): void; refuse(error: Error): void }[] = [];
  readonly refused: HubCallError[] = [];
  readonly queue = new UpdateQueue(
    new CallPacer({ everyMs: 50, burst: 5 }),
    {
      push: (update) =>
        new Promise<void>((resolve, reject) => {
          const store = (): void => {
            Y.applyUpdate(this.doc, update);
            resolve();
          };
          this.pushes.push({ update, store, refuse: reject });
        }),
      changed: () => undefined,
      refused: (error) => this.refused.push(error),
    },
    () => 0.5,
  );

  get text(): string {
    return this.doc.getText("t").toString();
  }

  push(index: number) {
    const push = this.pushes[index];
    if (!push) throw new Error(`there is no push ${index}`);
    return push;
  }
}

function writing(server: Server): Y.Text {
  const doc = new Y.Doc();
  doc.on("update", (update: Uint8Array) => server.queue.add(update));
  return doc.getText("t");
}

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

/** A document whose changes go to a server that is there. */
function begin(): { readonly server: Server; readonly text: Y.Text } {
  const server = new Server();
  const text = writing(server);
  server.queue.open(undefined);
  return { server, text };
}

/** The same, with a first change that is under way. */
async function beginWithAPush(): Promise<{ readonly server: Server; readonly text: Y.Text }> {
  const begun = begin();
  begun.text.insert(0, "a");
  await settle();
  return begun;
}

test("add_WhileAPushIsUnderWay_IsMergedIntoTheNext", async () => {
  const { server, text } = await beginWithAPush();
  for (const letter of "bcdef") text.insert(text.length, letter);
  await settle();
  expect(server.pushes).toHaveLength(1);
  server.push(0).store();
  await settle();
  expect(server.pushes).toHaveLength(2);
  expect(server.queue.pending).toBe(5);
  server.push(1).store();
  await settle();
  expect(server.text).toBe("abcdef");
  expect(server.queue.pending).toBe(0);
});

test("add_WithoutAnEnd_LeavesAtMostTwentyTimesASecond", async () => {
  const { server, text } = begin();
  for (let tick = 0; tick < 1_000; tick++) {
    text.insert(0, "x");
    await vi.advanceTimersByTimeAsync(1);
    server.pushes.at(-1)?.store();
    await settle();
  }
  expect(server.pushes.length).toBeGreaterThan(15);
  expect(server.pushes.length).toBeLessThanOrEqual(25);
});

test("send_RateLimited_WaitsAsLongAsAskedAndLosesNothing", async () => {
  const { server, text } = await beginWithAPush();
  text.insert(1, "b");
  server.push(0).refuse(new HubCallError("rate_limited", "slow down", undefined, { retryAfterMs: 3_000 }));
  await vi.advanceTimersByTimeAsync(2_900);
  expect(server.pushes).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(200);
  expect(server.pushes).toHaveLength(2);
  server.push(1).store();
  await settle();
  expect(server.text).toBe("ab");
  expect(server.queue.pending).toBe(0);
});

test("send_Unavailable_IsTriedAgainLater", async () => {
  const { server } = await beginWithAPush();
  server.push(0).refuse(new HubCallError("unavailable", "the disk is full"));
  await settle();
  expect(server.pushes).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1_000);
  server.push(1).store();
  await settle();
  expect([server.text, server.queue.pending, server.refused]).toEqual(["a", 0, []]);
});

test("send_RefusedForGood_SaysSoAndKeepsTheCount", async () => {
  const { server, text } = await beginWithAPush();
  server.push(0).refuse(new HubCallError("limit_exceeded", "too large"));
  await settle();
  text.insert(1, "b");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.pushes).toHaveLength(1);
  expect(server.refused.map(({ code }) => code)).toEqual(["limit_exceeded"]);
  expect(server.queue.pending).toBe(2);
});

test("open_AfterALoss_SendsWhatTheServerLacksAndCountsItAsOne", async () => {
  const { server, text } = await beginWithAPush();
  server.queue.close();
  server.push(0).refuse(new ConnectionLostError());
  text.insert(1, "b");
  text.insert(2, "c");
  expect(server.queue.pending).toBe(3);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.pushes).toHaveLength(1);
  server.queue.open(Y.encodeStateAsUpdate(text.doc!));
  await settle();
  expect(server.queue.pending).toBe(3);
  server.push(1).store();
  await settle();
  expect([server.text, server.queue.pending]).toEqual(["abc", 0]);
});

test("open_WhenTheServerLacksNothing_HasNothingPending", async () => {
  const { server } = await beginWithAPush();
  // Stored, but the answer was lost.
  server.queue.close();
  server.push(0).refuse(new ConnectionLostError());
  server.queue.open(undefined);
  expect(server.queue.pending).toBe(0);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.pushes).toHaveLength(1);
});

test("close_WithAnAnswerThatComesLate_DoesNotCountItTwice", async () => {
  const { server, text } = await beginWithAPush();
  server.queue.close();
  text.insert(1, "b");
  server.queue.open(Y.encodeStateAsUpdate(text.doc!));
  server.push(0).store();
  await settle();
  expect(server.queue.pending).toBe(2);
  server.push(1).store();
  await settle();
  expect([server.text, server.queue.pending]).toEqual(["ab", 0]);
});
