import { ConnectionLostError, HubError } from "@realtimehub/client";
import { describe, expect, test } from "vitest";
import { reasonOf, spanName, timeName } from "../src/chat/sentences";

const noon = new Date(2026, 4, 4, 12).getTime();
/** A time as the server writes it. */
const utc = (time: number): string => `${new Date(time).toISOString().slice(0, 19).replace("T", " ")} UTC`;
const hour = 3_600_000;

describe("a refusal is a sentence with times of one's own clock", () => {
  test.each([
    [`you are muted in room tea until ${utc(noon + hour)}`, "You are muted here until 13:00."],
    [`you are banned from room a b until ${utc(noon + 24 * hour)}`, "You are banned from this room until 12:00 on Tuesday 5 May."],
    ["you are banned from room tea for good", "You are banned from this room for good."],
    ["the room is in slow mode; retry after 8100 ms", "The room is in slow mode: try again in 9 s."],
    ["too many calls; retry after 300 ms", "Too many calls; try again in 1 s."],
    ["kicking takes a higher role than the other's", "Kicking takes a higher role than the other's."],
    ["userId is not a member of the room", "They aren’t a member of this room any more."],
    ["you are the room's last owner; make another member an owner first", "You are the room’s last owner. Make another member an owner first."],
    ["text has 20000 bytes; the limit is 16384", "This is too long: 20000 bytes where 16384 fit."],
    ["query takes 1 to 10 words", "A search takes 1 to 10 words."],
  ])("%s", (said, wanted) => expect(reasonOf(new HubError("permission_denied", said), noon)).toBe(wanted));

  test("a lost connection is one, too", () => {
    expect(reasonOf(new ConnectionLostError())).toBe("The connection was lost. Please try again.");
    expect(reasonOf("odd")).toBe("Odd.");
  });

  test("a room's name can't speak for the server", () => {
    expect(reasonOf(new HubError("permission_denied", "you are banned from room $1 until x until <b>now</b>"), noon)).toBe("You are banned from this room until <b>now</b>.");
  });
});

test.each([
  [900, "1 s"],
  [119_000, "119 s"],
  [121_000, "3 min"],
  [2 * hour, "2 h"],
])("%i ms are %s", (ms, wanted) => expect(spanName(ms)).toBe(wanted));

test("a time today is the clock", () => expect([timeName(noon, noon), timeName(noon + 48 * hour, noon)]).toEqual(["12:00", "12:00 on Wednesday 6 May"]));
