import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readRefusal, refusalDetails, type Refusal } from "../src/refusals";
import type { RefusalDetails } from "../src/contracts";

interface Vectors<T> {
  readonly cases: readonly (T & { readonly name: string })[];
}

const read = <T>(file: string): Vectors<T> =>
  JSON.parse(readFileSync(new URL(`../../../tests/vectors/refusals/${file}`, import.meta.url), "utf8")) as Vectors<T>;

test.each(read<{ error: string; refusal?: Refusal }>("errors.json").cases)("error: $name", ({ error, refusal }) => {
  expect(readRefusal(error)).toEqual(refusal);
});

test.each(read<{ message: RefusalDetails & { message: string }; details?: RefusalDetails }>("values.json").cases)(
  "message: $name",
  ({ message, details }) => {
    expect(refusalDetails(message)).toEqual(details);
  },
);
