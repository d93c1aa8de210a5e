import { expect, test } from "vitest";
import { Throughput } from "../../../src/live/feed/throughput";
import { rateName, rates } from "../../../src/live/feed/rates";

test("perSecond_OverTheLastSeconds_ForgetsWhatWasBefore", () => {
  const throughput = new Throughput();
  expect(throughput.perSecond).toBe(0);
  for (let half = 0; half <= 20; half++) throughput.measure(half < 10 ? half * 500 : 5_000 + (half - 10) * 5, half * 500);
  expect(throughput.perSecond).toBe(10);
});

test("rateName_EachStep_IsInWords", () => {
  expect(rates.map(rateName)).toEqual(["every 5 s", "every 2 s", "once a second", "2 times a second", "5 times a second", "10 times a second", "20 times a second", "50 times a second", "as often as it changes"]);
});
