import { expect, test } from "vitest";
import { People } from "../../src/people/people";

const people = new People();
people.meet([
  { userId: "guest-1", name: "Zoë Laurent" },
  { userId: "guest-2", name: "Kim" },
  { userId: "guest-3", name: "Kim" },
  { userId: "guest-4" },
]);
// Heard of again without a name.
people.meet([{ userId: "guest-1" }]);
const everyone = (): boolean => true;

test("a person is meant by id, or by a name that one person goes by", () => {
  expect(people.idOf(" guest-2 ")).toBe("guest-2");
  expect(people.idOf("zoe laurent")).toBe("guest-1");
  expect(people.idOf("someone-else")).toBeUndefined();
  expect(people.idOf("kim")).toMatchObject({ message: expect.stringContaining("Several people") });
  expect(people.idOf("No Body")).toBeUndefined();
});

test("suggestions begin like a word of the name, and leave out who isn't meant", () => {
  expect(people.like("lau", everyone).map(({ userId }) => userId)).toEqual(["guest-1"]);
  expect(people.like("KI", (userId) => userId !== "guest-2").map(({ userId }) => userId)).toEqual(["guest-3"]);
  expect(people.like(" ", everyone)).toEqual([]);
});
