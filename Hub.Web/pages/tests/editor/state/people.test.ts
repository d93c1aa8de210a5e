import { expect, test } from "vitest";
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from "y-protocols/awareness";
import * as Y from "yjs";
import { othersIn, personOf } from "../../../src/editor/state/people";

test.each([[null], [{}], [{ user: null }], [{ user: "Ann" }], [{ user: { name: 7 } }], [{ user: { userId: "a" } }]])("personOf_%j_IsNobody", (state) => {
  expect(personOf(state)).toBeUndefined();
});

test("personOf_LongNames_AreCut", () => {
  expect(personOf({ user: { userId: "a", name: "x".repeat(1_000) } })).toEqual({ userId: "a", name: "x".repeat(40) });
  expect(personOf({ user: { name: "Stock client" } })).toEqual({ userId: "Stock client", name: "Stock client" });
});

test("othersIn_SeveralWindowsOfOneUser_AreOnePerson", () => {
  const mine = new Awareness(new Y.Doc());
  mine.setLocalState({ user: { userId: "ann", name: "Ann" } });
  for (const user of [{ userId: "bob", name: "Bob" }, { userId: "bob", name: "Bob" }, { userId: "ann", name: "Ann" }, { userId: "al", name: "Al" }]) {
    const other = new Awareness(new Y.Doc());
    other.setLocalState({ user });
    applyAwarenessUpdate(mine, encodeAwarenessUpdate(other, [other.clientID]), "test");
    other.destroy();
  }
  expect(othersIn(mine, "ann").map(({ name }) => name)).toEqual(["Al", "Bob"]);
  mine.destroy();
});
