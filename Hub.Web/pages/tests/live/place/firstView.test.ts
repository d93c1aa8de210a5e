import { expect, test } from "vitest";
import { firstViewOf } from "../../../src/live/place/firstView";

const feed = (name: string, source = "publish", keys = 0) => ({ name, source, keys });

test.each([
  ["nothing", [], undefined],
  ["the machine alone", [feed("host", "host", 12)], "machine"],
  ["a source without values", [feed("host", "host"), feed("weather", "simulator")], "weather"],
  ["values that programs publish", [feed("host", "host"), feed("market", "publish", 3)], "market"],
  ["a feed without either", [feed("host", "host"), feed("market")], "machine"],
  ["feeds that no view shows", [feed("orders", "http", 9)], undefined],
] as const)("firstViewOf_%s_IsTheFirstWithSomething", (_, feeds, wanted) => expect(firstViewOf(feeds)).toBe(wanted));
