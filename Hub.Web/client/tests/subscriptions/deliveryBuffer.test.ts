import { expect, test, vi } from "vitest";
import { DeliveryBuffer } from "../../src/subscriptions/deliveryBuffer";
import type { Publication } from "../../src/contracts";

const publication = (offset: number, more: Partial<Publication> = {}): Publication => ({
  channel: "topic:a",
  offset,
  type: "t",
  data: offset,
  time: 0,
  ...more,
});

test("what was added is read in order", async () => {
  const buffer = new DeliveryBuffer(3, () => undefined);
  buffer.add(publication(1), "log");
  buffer.add(publication(2), "log");
  expect((await buffer.next()).value?.offset).toBe(1);
  expect((await buffer.next()).value?.offset).toBe(2);
});

test("a reader who waits gets the next one and counts for nothing", async () => {
  const buffer = new DeliveryBuffer(0, () => undefined);
  const next = buffer.next();
  expect(buffer.add(publication(1), "log")).toBe(true);
  expect((await next).value?.offset).toBe(1);
});

test("in log mode a full buffer takes nothing", () => {
  const buffer = new DeliveryBuffer(1, () => undefined);
  expect(buffer.add(publication(1), "log")).toBe(true);
  expect(buffer.add(publication(2), "log")).toBe(false);
});

test("in state mode a newer value takes the place of a waiting one and counts it", async () => {
  const buffer = new DeliveryBuffer(1, () => undefined);
  buffer.add(publication(1, { key: "x" }), "state");
  buffer.add(publication(2, { key: "y" }), "state");
  expect(buffer.add(publication(3, { key: "x" }), "state")).toBe(true);
  expect((await buffer.next()).value).toMatchObject({ key: "x", offset: 3, merged: 1 });
  expect((await buffer.next()).value).toMatchObject({ key: "y", offset: 2 });
});

test("a reader who finds nothing tells that it is drained", () => {
  const drained = vi.fn();
  const buffer = new DeliveryBuffer(1, drained);
  buffer.add(publication(1), "log");
  void buffer.next();
  expect(drained).not.toHaveBeenCalled();
  void buffer.next();
  expect(drained).toHaveBeenCalledOnce();
});

test("after the end what waits is read, then the end is told", async () => {
  const buffer = new DeliveryBuffer(1, () => undefined);
  buffer.add(publication(1), "log");
  buffer.finish(undefined);
  expect((await buffer.next()).value?.offset).toBe(1);
  expect(await buffer.next()).toEqual({ done: true, value: undefined });
});

test("an end with an error reaches the reader who waits", async () => {
  const buffer = new DeliveryBuffer(1, () => undefined);
  const next = buffer.next();
  buffer.finish(new Error("kicked"));
  await expect(next).rejects.toThrow("kicked");
});

test("in state mode a patch is merged into the value that waits", async () => {
  const buffer = new DeliveryBuffer(1, () => undefined);
  buffer.add(publication(1, { key: "x", data: { a: 1, b: 1 } }), "state");
  buffer.add(publication(2, { key: "y", data: { a: 1 }, patch: true }), "state");
  buffer.add(publication(3, { key: "x", data: { b: 2 }, patch: true }), "state");
  buffer.add(publication(4, { key: "y", data: { b: 4 }, patch: true }), "state");
  const whole = (await buffer.next()).value;
  expect(whole?.data).toEqual({ a: 1, b: 2 });
  expect(whole?.patch).toBeUndefined();
  expect((await buffer.next()).value).toMatchObject({ data: { a: 1, b: 4 }, patch: true, merged: 1 });
});
