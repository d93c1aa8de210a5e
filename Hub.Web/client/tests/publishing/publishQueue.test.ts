import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { PublishRequest, PublishResult } from "../../src/contracts";
import { ConnectionLostError, HubCallError } from "../../src/errors";
import { PublishQueue, type QueueOptions } from "../../src/publishing/publishQueue";
import { settle } from "../ScriptedHub";

interface Sent {
  readonly request: PublishRequest;
  accept(offset?: number): void;
  fail(error: Error): void;
}

let sent: Sent[];
let queue: PublishQueue;

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  const send = (request: PublishRequest): Promise<PublishResult> =>
    new Promise((resolve, reject) => {
      sent.push({ request, accept: (offset = 1) => resolve({ position: { epoch: "a", offset }, duplicate: false }), fail: reject });
    });
  queue = new PublishQueue(3, send);
});

afterEach(() => vi.useRealTimers());

const publish = (data: unknown, options?: QueueOptions): Promise<PublishResult> => {
  const result = queue.publish({ channel: "topic:a", type: "t", data }, options);
  result.catch(() => undefined);
  return result;
};

const lose = async (): Promise<void> => {
  for (const { fail } of sent) fail(new ConnectionLostError());
  queue.lose();
  await settle();
};

const left = (): unknown[] => sent.map(({ request }) => request.data);

test("with a connection all leave at once", () => {
  queue.open();
  void publish(1);
  void publish(2);
  expect(left()).toEqual([1, 2]);
});

test("without a connection they wait, then leave one by one in order", async () => {
  const results = [publish(1), publish(2), publish(3)];
  expect(sent).toHaveLength(0);
  queue.open();
  for (let i = 0; i < 3; i++) {
    await settle();
    expect(left()).toEqual([1, 2, 3].slice(0, i + 1));
    sent[i]!.accept(i + 1);
  }
  expect((await Promise.all(results)).map(({ position }) => position.offset)).toEqual([1, 2, 3]);
  expect(queue.length).toBe(0);
});

test("what left without an answer leaves again under its own key, before what came later", async () => {
  queue.open();
  const first = publish(1);
  await lose();
  void publish(2);
  queue.open();
  await settle();
  expect(left()).toEqual([1, 1]);
  expect(sent[1]!.request.idempotencyKey).toBe(sent[0]!.request.idempotencyKey);
  sent[1]!.accept(7);
  await expect(first).resolves.toMatchObject({ position: { offset: 7 } });
  await settle();
  expect(left()).toEqual([1, 1, 2]);
});

test("the time within which a publish may be repeated is an option", async () => {
  queue = new PublishQueue(3, () => Promise.reject(new ConnectionLostError()), 1_000);
  queue.open();
  const doubtful = publish(1);
  await settle();
  queue.lose();
  await vi.advanceTimersByTimeAsync(1_001);
  queue.open();
  await expect(doubtful).rejects.toMatchObject({ code: "outcome_unknown" });
});

test("a caller's own key is kept", () => {
  queue.open();
  void queue.publish({ channel: "topic:a", type: "t", data: 1, idempotencyKey: "mine" });
  expect(sent[0]!.request.idempotencyKey).toBe("mine");
});

test("a refusal goes to the caller and the rest goes on", async () => {
  queue.open();
  const first = publish(1);
  sent[0]!.fail(new HubCallError("permission_denied", "no"));
  await expect(first).rejects.toMatchObject({ code: "permission_denied" });
  void publish(2);
  expect(left()).toEqual([1, 2]);
});

test("what was made while connected is refused for now, too", async () => {
  queue.open();
  const result = publish(1);
  sent[0]!.fail(new HubCallError("rate_limited", "too many", undefined, { retryAfterMs: 120 }));
  await expect(result).rejects.toMatchObject({ code: "rate_limited", retryAfterMs: 120 });
});

test("what waited for a connection waits for a busy server, too, and then goes on in order", async () => {
  void publish(1);
  void publish(2);
  queue.open();
  sent[0]!.fail(new HubCallError("rate_limited", "too many", undefined, { retryAfterMs: 120 }));
  await settle();
  void publish(3);
  await vi.advanceTimersByTimeAsync(119);
  expect(left()).toEqual([1]);
  await vi.advanceTimersByTimeAsync(1);
  for (const next of [1, 2, 3]) {
    expect(left().at(-1)).toBe(next);
    sent.at(-1)!.accept();
    await settle();
  }
  expect(left()).toEqual([1, 1, 2, 3]);
});

test("what the server fails on again and again is given up", async () => {
  const result = publish(1);
  queue.open();
  for (let i = 0; i < 3; i++) {
    sent[i]!.fail(new HubCallError("internal", "fault x1"));
    await vi.advanceTimersByTimeAsync(1_000);
  }
  await expect(result).rejects.toMatchObject({ code: "internal" });
});

test("what needs a connection is refused without one", async () => {
  await expect(publish(1, { needsConnection: true })).rejects.toMatchObject({ code: "connection_lost" });
});

test("unavailable is tried again after a second", async () => {
  const result = publish(1);
  queue.open();
  sent[0]!.fail(new HubCallError("unavailable", "the engine does not answer"));
  await vi.advanceTimersByTimeAsync(1_000);
  sent[1]!.accept(4);
  await expect(result).resolves.toMatchObject({ position: { offset: 4 } });
});

test("beyond its capacity nothing is taken", async () => {
  for (let i = 0; i < 3; i++) void publish(i);
  await expect(publish(4)).rejects.toMatchObject({ code: "publish_queue_full", temporary: true });
});

test("aborting takes back what has not left", async () => {
  const abort = new AbortController();
  const first = publish(1, { signal: abort.signal });
  void publish(2);
  abort.abort(new Error("changed my mind"));
  await expect(first).rejects.toThrow("changed my mind");
  queue.open();
  expect(left()).toEqual([2]);
});

test("what may have been published is not repeated when the server may have forgotten the key", async () => {
  queue.open();
  const doubtful = publish(1);
  await lose();
  const never = publish(2);
  await vi.advanceTimersByTimeAsync(6 * 60_000);
  queue.open();
  await expect(doubtful).rejects.toMatchObject({ code: "outcome_unknown" });
  await settle();
  expect(left()).toEqual([1, 2]);
  sent[1]!.accept();
  await expect(never).resolves.toBeDefined();
});

test("closing rejects what waits and what comes", async () => {
  const first = publish(1);
  queue.close(new Error("closed"));
  await expect(first).rejects.toThrow("closed");
  await expect(publish(2)).rejects.toThrow("closed");
});
