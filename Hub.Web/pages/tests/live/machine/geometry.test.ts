import { expect, test } from "vitest";
import { pathOf, scaleFor } from "../../../src/live/machine/geometry";
import { Series } from "../../../src/live/machine/series";

const area = { width: 105, height: 108, left: 0, from: 0, to: 10_000, top: 10 };

function series(...points: [time: number, value: number][]): Series {
  const made = new Series(60_000);
  for (const [time, value] of points) made.add(time, value);
  return made;
}

test.each([
  [0, 1],
  [1, 1],
  [1.2, 2],
  [37, 50],
  [50, 50],
  [640_000, 1_000_000],
])("the scale for %d goes to %d", (greatest, top) => expect(scaleFor(greatest)).toBe(top));

test("a line goes from the left to the right, the top being the greatest value", () => {
  expect(pathOf(series([0, 0], [2_000, 10]), area).line).toBe("M0 108L20 8");
});

test("the ground under it is closed", () => {
  expect(pathOf(series([0, 0], [2_000, 10]), area).under).toBe("M0 108L0 108L20 8L20 108Z");
});

test("a pause in the readings is a pause in the line", () => {
  expect(pathOf(series([0, 0], [1_000, 0], [6_000, 10], [7_000, 10]), area).line).toBe("M0 108L10 108M60 8L70 8");
});

test("values beyond the scale stay inside", () => {
  expect(pathOf(series([0, 40], [1_000, -5]), area).line).toBe("M0 8L10 108");
});

test("the tip is there while readings come, and not when they have stopped", () => {
  expect(pathOf(series([9_000, 10]), area).end).toEqual({ x: 90, y: 8 });
  expect(pathOf(series([1_000, 10]), area).end).toBeUndefined();
});

test("a plot begins to the right of its scale", () => {
  expect(pathOf(series([0, 0], [2_000, 10]), { ...area, left: 50 }).line).toBe("M50 108L60 8");
});
