import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Courses } from "../../../src/live/market/courses";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Lets all be read, with the pauses in between. */
const settled = (): Promise<unknown> => vi.advanceTimersByTimeAsync(60_000);

test("show_SymbolsInView_BeginWithTheSeriesAndContinueLive", async () => {
  const changed = vi.fn();
  const courses = new Courses((key) => Promise.resolve(key === "A" ? [1, 2, 3] : []), changed);
  courses.follow("A", 3);
  void courses.show(["A", "B"]);
  await settled();
  courses.follow("A", 4);
  courses.follow("A", 4);
  courses.follow("B", 9);

  expect(courses.of("A")).toEqual([1, 2, 3, 4]);
  expect(courses.of("B")).toEqual([9]);
  expect(changed).toHaveBeenCalledTimes(2);
});

test("show_ViewThatMovesWhileItIsRead_ReadsWhatIsInViewAndEachOnce", async () => {
  const asked: string[] = [];
  const answers: (() => void)[] = [];
  const courses = new Courses((key) => {
    asked.push(key);
    return new Promise((resolve) => answers.push(() => resolve([1])));
  }, () => undefined);
  const reading = courses.show(["A", "B", "C"]);
  void courses.show(["C", "A", "D"]);
  for (let turn = 0; turn < 4; turn++) {
    answers.shift()?.();
    await settled();
  }
  await reading;
  void courses.show(["A", "C", "D"]);
  await settled();

  expect(asked).toEqual(["A", "C", "D"]);
});

test("show_ReadThatFails_IsMadeAgainWithTheNextView", async () => {
  const read = vi.fn().mockRejectedValueOnce(new Error("lost")).mockResolvedValue([5, 6]);
  const courses = new Courses(read, () => undefined);
  await courses.show(["A"]);
  courses.follow("A", 6);
  void courses.show(["A"]);
  await settled();

  expect(courses.of("A")).toEqual([5, 6]);
});

test("follow_ManyPrices_KeepsTheLastSixty", async () => {
  const courses = new Courses(() => Promise.resolve(Array.from({ length: 300 }, (_, i) => i)), () => undefined);
  void courses.show(["A"]);
  await settled();
  for (let i = 300; i < 310; i++) courses.follow("A", i);

  expect(courses.of("A")).toEqual(Array.from({ length: 60 }, (_, i) => 250 + i));
});
