import type { Publication } from "@realtimehub/client";
import { expect, test } from "vitest";
import { Figures } from "../../../src/live/machine/figures";

let offset = 0;
const said = (key: string, time: number, data: unknown, more: Partial<Publication> = {}): Publication => ({
  channel: "feed:host",
  type: "feed.updated",
  offset: ++offset,
  key,
  time,
  data,
  ...more,
});

test("the newest value of a key is its present one, and the course has all", () => {
  const figures = new Figures();
  figures.take(said("cpu", 1_000, { busyPercent: 10 }));
  figures.take(said("cpu", 2_000, { busyPercent: 20 }));
  expect(figures.field("cpu", "busyPercent")).toBe(20);
  expect(figures.course("cpu", "busyPercent")).toMatchObject({ times: [1_000, 2_000], values: [10, 20] });
});

test("what history tells afterwards goes in its place and leaves the present as it is", () => {
  const figures = new Figures();
  const old = said("cpu", 1_000, { busyPercent: 10 });
  figures.take(said("cpu", 2_000, { busyPercent: 20 }));
  figures.take(old);
  figures.take(old);
  expect(figures.field("cpu", "busyPercent")).toBe(20);
  expect(figures.course("cpu", "busyPercent")?.values).toEqual([10, 20]);
});

test("a figure that stayed as it was goes on in its course while the feed speaks", () => {
  const figures = new Figures();
  figures.take(said("load", 1_000, { load1: 3 }));
  for (const time of [1_010, 2_000, 3_000]) figures.take(said("cpu", time, { busyPercent: time }));
  expect(figures.course("load", "load1")).toMatchObject({ times: [1_000, 2_000, 3_000], values: [3, 3, 3] });
});

test("what is no number is not shown, whatever the shape of the data", () => {
  const figures = new Figures();
  figures.take(said("odd", 1_000, { name: "x", count: 1, deep: {}, nothing: null, endless: Infinity }));
  figures.take(said("none", 1_000, null));
  figures.take(said("text", 1_000, "hello"));
  expect(figures.get("odd")?.fields).toEqual({ count: 1 });
  expect(figures.get("none")?.fields).toEqual({});
  expect(figures.get("text")?.fields).toEqual({});
});

test("keys such as __proto__ are ordinary", () => {
  const figures = new Figures();
  figures.take(said("__proto__", 1_000, JSON.parse('{"__proto__": 1, "constructor": 2}')));
  expect(figures.keys).toEqual(["__proto__"]);
  expect(figures.field("__proto__", "constructor")).toBe(2);
  expect(figures.field("__proto__", "toString")).toBeUndefined();
});

test("a removed key is gone, and older values do not bring it back", () => {
  const figures = new Figures();
  const old = said("disk", 1_000, { readsPerSecond: 1 });
  figures.take(said("disk", 2_000, { readsPerSecond: 2 }));
  figures.take(said("disk", 3_000, null, { removed: true }));
  expect(figures.keys).toEqual([]);
  figures.take(old);
  expect(figures.keys).toEqual([]);
});

test("keys are in an order for people", () => {
  const figures = new Figures();
  for (const key of ["cpu10", "memory", "cpu2", "cpu"]) figures.take(said(key, 1_000, {}));
  expect(figures.keys).toEqual(["cpu", "cpu2", "cpu10", "memory"]);
});

test("two minutes and a little are kept", () => {
  const figures = new Figures();
  for (let second = 0; second <= 600; second++) figures.take(said("cpu", second * 1_000, { busyPercent: 1 }));
  expect(figures.course("cpu", "busyPercent")?.times.length).toBe(126);
});

test("a patch changes only its fields", () => {
  const figures = new Figures();
  figures.take(said("load", 1_000, { load1: 1, load5: 2 }));
  figures.take(said("load", 2_000, { load1: 3 }, { patch: true }));
  expect([figures.field("load", "load1"), figures.field("load", "load5")]).toEqual([3, 2]);
  expect(figures.course("load", "load5")?.values).toEqual([2, 2]);
});
