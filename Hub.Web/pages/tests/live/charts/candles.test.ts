import { expect, test } from "vitest";
import { Candles } from "../../../src/live/charts/candles";

const candle = (time: number, open: number, high: number, low: number, close: number) => ({ time, open, high, low, close });

test("take_ValuesOfOneSpan_AreOneCandle", () => {
  const candles = new Candles(1_000, 10);
  for (const [time, value] of [[5_100, 3], [5_200, 5], [5_900, 2], [6_000, 4]] as const) candles.take(time, value, time);
  expect(candles.all).toEqual([candle(5_000, 3, 5, 2, 2), candle(6_000, 4, 4, 4, 4)]);
  expect(candles.last).toEqual(candle(6_000, 4, 4, 4, 4));
});

test("answer_Series_ReplacesTheSpansThatItHasAndKeepsTheOthers", () => {
  const candles = new Candles(1_000, 10);
  candles.take(4_000, 1, 1);
  candles.take(7_000, 9, 2);
  candles.ask();
  candles.answer([candle(4_000, 1, 8, 1, 2), candle(5_000, 2, 3, 2, 3)], 2);
  expect(candles.all).toEqual([candle(4_000, 1, 8, 1, 2), candle(5_000, 2, 3, 2, 3), candle(7_000, 9, 9, 9, 9)]);
});

test("answer_ValuesCameMeanwhile_AreOnTopWithoutASeam", () => {
  const candles = new Candles(1_000, 10);
  candles.ask();
  candles.take(5_400, 9, 7);
  candles.take(5_500, 6, 8);
  candles.answer([candle(5_000, 3, 5, 2, 4)], 7);
  expect(candles.all).toEqual([candle(5_000, 3, 6, 2, 6)]);
});

test("take_MoreThanKept_DropsTheOldest", () => {
  const candles = new Candles(1_000, 3);
  for (let second = 0; second < 10; second++) candles.take(second * 1_000, second, second);
  expect(candles.all.map(({ time }) => time)).toEqual([7_000, 8_000, 9_000]);
});
