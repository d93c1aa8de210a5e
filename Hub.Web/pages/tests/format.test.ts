import { expect, test } from "vitest";
import { bytes, count, duration, label, labels, percent, value } from "../src/format";

test.each([
  [0, "0"],
  [7, "7"],
  [0.5, "0.50"],
  [12.34, "12.3"],
  [1234.5, "1,235"],
])("count of %d is %s", (number, text) => expect(count(number)).toBe(text));

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1_000, "1 kB"],
  [24_600, "24.6 kB"],
  [999_600, "1 MB"],
  [25_300_000_000, "25.3 GB"],
  [271_000_000_000, "271 GB"],
])("%d bytes are %s", (number, text) => expect(bytes(number)).toBe(text));

test.each([
  [0, "0.0 %"],
  [9.94, "9.9 %"],
  [9.96, "10 %"],
  [100, "100 %"],
])("percent of %d is %s", (number, text) => expect(percent(number)).toBe(text));

test.each([
  [42.9, "42 s"],
  [154, "2 min 34 s"],
  [7_325, "2 h 2 min"],
  [180_000, "2 d 2 h"],
])("%d seconds are %s", (seconds, text) => expect(duration(seconds)).toBe(text.replaceAll(" ", seconds < 60 ? " " : "\u00a0")));

test.each([
  ["gcPausePercent", "GC pause"],
  ["gen0Collections", "Generation 0 collections"],
  ["cpuPercent", "CPU"],
  ["iowaitPercent", "I/O wait"],
  ["receivedPacketsPerSecond", "Received packets"],
  ["freeBytes", "Free"],
  ["load15", "Load 15"],
  ["neverHeardOf", "Never heard of"],
  ["Bytes", "Bytes"],
])("the field %s is called %s", (field, text) => expect(label(field)).toBe(text));

test.each([
  ["readBytesPerSecond", 2_000, "2 kB/s"],
  ["readsPerSecond", 2, "2/s"],
  ["swapUsedBytes", 0, "0 B"],
  ["uptimeSeconds", 61, "1 min 1 s"],
  ["usedPercent", 50, "50 %"],
  ["connections", 3, "3"],
])("%s of %d is %s", (field, number, text) => expect(value(field, number).replaceAll("\u00a0", " ")).toBe(text));

test("labels_TwoFieldsOfOneName_SayTheirUnits", () => {
  expect([...labels(["usedBytes", "usedPercent", "totalBytes"]).values()]).toEqual(["Used (bytes)", "Used (share)", "Total"]);
});
