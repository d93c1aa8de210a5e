// @vitest-environment happy-dom
import { beforeEach, expect, test } from "vitest";
import { endOf, keepEnd } from "../../src/session/lastEnd";

beforeEach(() => sessionStorage.clear());

test("endOf_TokenWhoseConnectionWasEnded_SaysWhy", () => {
  keepEnd("a", "You are banned.");
  expect(endOf("a")).toBe("You are banned.");
});

test("endOf_AnotherToken_SaysNothing", () => {
  keepEnd("a", "You are banned.");
  expect(endOf("b")).toBeUndefined();
});

test.each(["text", "null", "{}", '{"token":"a","words":1}'])("endOf_Stored %s_SaysNothing", (stored) => {
  sessionStorage.setItem("rthub.ended", stored);
  expect(endOf("a")).toBeUndefined();
});
