import { ConnectionLostError, HubCallError, type RefusalDetails } from "@realtimehub/client";
import { describe, expect, test } from "vitest";
import { reasonOf } from "../../../src/chat/state/refusalWords";
import { spanName, timeName } from "../../../src/words/times";

const noon = new Date(2026, 4, 4, 12).getTime();
const hour = 3_600_000;

const refused = (code: string, details?: RefusalDetails, text = "what the server says"): HubCallError => new HubCallError(code, text, undefined, details);

describe("reasonOf", () => {
  test.each<[string, RefusalDetails, string]>([
    ["permission_denied", { reason: "muted", untilTime: noon + hour }, "You are muted here until 13:00."],
    ["permission_denied", { reason: "banned", untilTime: noon + 24 * hour }, "You are banned from this room until 12:00 on Tuesday 5 May."],
    ["permission_denied", { reason: "banned" }, "You are banned from this room for good."],
    ["banned", { untilTime: noon + hour }, "You are banned from this room until 13:00."],
    ["rate_limited", { reason: "slow_mode", retryAfterMs: 8_100 }, "The room is in slow mode: try again in 9 s."],
    ["rate_limited", { retryAfterMs: 300 }, "That was too much at once: try again in 1 s."],
    ["permission_denied", { reason: "unknown_user", field: "userId" }, "No user with this id has been here."],
    ["not_found", { reason: "no_member" }, "They aren’t a member of this room any more."],
    ["conflict", { reason: "last_owner" }, "You are the room’s last owner. Make another member an owner first."],
    ["payload_too_large", { field: "text", limit: 16_384, actual: 20_000 }, "This is too long: 20000 bytes where 16384 fit."],
    ["payload_too_large", {}, "This is too long."],
    ["kicked", {}, "A moderator made you leave the room."],
    ["deleted", {}, "An owner deleted the room."],
    ["bad_request", { field: "query" }, "A search takes 1 to 10 words, of at most 200 characters."],
    ["bad_request", { reason: "invisible", field: "title" }, "The title has nothing in it that can be seen."],
    ["limit_exceeded", { reason: "too_many_members", limit: 10 }, "This room is full: it takes 10 members."],
  ])("reasonOf_%s_%j_IsASentence", (code, details, wanted) => expect(reasonOf(refused(code, details), noon)).toBe(wanted));

  test("reasonOf_UnknownReason_IsWhatTheServerSays", () => {
    expect(reasonOf(refused("conflict", { reason: "of_later" }, "somebody was first"))).toBe("Somebody was first.");
  });

  test("reasonOf_ReasonOfObjectsOwn_IsWhatTheServerSays", () => {
    expect(reasonOf(refused("conflict", { reason: "constructor" }, "somebody was first"))).toBe("Somebody was first.");
  });

  test("reasonOf_NoRefusal_IsItsText", () => {
    expect(reasonOf(new ConnectionLostError())).toBe("The connection was lost. Please try again.");
    expect(reasonOf("odd")).toBe("Odd.");
  });

  // Nothing is taken out of the text: a room's name in it can't speak for the server.
  test("reasonOf_TextOfAnotherRefusal_IsNotRead", () => {
    expect(reasonOf(refused("permission_denied", { reason: "banned" }, "you are muted in room x until 2026-05-04 13:00:00 UTC"), noon)).toBe("You are banned from this room for good.");
  });
});

test.each([
  [900, "1 s"],
  [119_000, "119 s"],
  [121_000, "3 min"],
  [2 * hour, "2 h"],
])("%i ms are %s", (ms, wanted) => expect(spanName(ms)).toBe(wanted));

test("a time today is the clock", () => expect([timeName(noon, noon), timeName(noon + 48 * hour, noon)]).toEqual(["12:00", "12:00 on Wednesday 6 May"]));
