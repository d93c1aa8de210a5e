import { expect, test } from "vitest";
import type { NodeStatistics } from "../../../src/admin/api/contracts";
import { Pace } from "../../../src/admin/server/pace";

const at = (time: number, publications: number): NodeStatistics =>
  ({ time, publications, deliveries: 0, signals: 0 }) as NodeStatistics;

test("of_TwoReadings_IsTheirDifferenceASecond", () => {
  const pace = new Pace();
  pace.take(at(1_000, 10));
  expect(pace.of("publications")).toBe(0);
  pace.take(at(3_000, 50));
  expect(pace.of("publications")).toBe(20);
  expect(pace.of("deliveries")).toBe(0);
});

test("of_ARestart_IsNothingAndNotLess", () => {
  const pace = new Pace();
  pace.take(at(1_000, 10));
  pace.take(at(3_000, 2));
  expect(pace.of("publications")).toBe(0);
  pace.take(at(3_000, 2));
  expect(pace.of("publications")).toBe(0);
});
