import { HubCallError, type Message, type Room, type RoomRole } from "@realtimehub/client";
import { describe, expect, test } from "vitest";
import { departureOf } from "../../../src/chat/moderation/departure";
import { mayChange, rightsOver } from "../../../src/chat/moderation/rights";
import { SlowMode } from "../../../src/chat/state/slowMode";

const roomAs = (role: RoomRole | undefined, visibility: Room["visibility"] = "public"): Room => ({ room: "r", title: "R", visibility, slowModeMs: 0, createdTime: 0, role });

/** The rights that one has, as words. */
const rights = (own: RoomRole | undefined, other: RoomRole | undefined, visibility?: Room["visibility"]): string =>
  Object.entries(rightsOver(roomAs(own, visibility), "me", "other", other))
    .filter(([, has]) => has)
    .map(([name]) => name)
    .join(" ");

describe("rights", () => {
  test.each<[RoomRole | undefined, RoomRole | undefined, string]>([
    ["member", "member", "write"],
    ["member", undefined, "write invite"],
    ["moderator", "member", "write mute kick ban"],
    ["moderator", "moderator", "write"],
    ["moderator", "owner", "write"],
    ["moderator", undefined, "write invite ban unban"],
    ["owner", "member", "write setRole mute kick ban"],
    ["owner", "moderator", "write setRole mute kick ban"],
    ["owner", "owner", "write setRole"],
    ["owner", undefined, "write invite ban unban"],
    [undefined, "member", ""],
  ])("of %s over %s", (own, other, wanted) => expect(rights(own, other)).toBe(wanted));

  test("there are none over oneself, nor in a room of two", () => {
    expect(Object.values(rightsOver(roomAs("owner"), "me", "me", "owner"))).not.toContain(true);
    expect(rights("member", "member", "direct")).toBe("");
  });

  test("only a moderator may change the room", () => {
    const may = (["member", "moderator", "owner", undefined] as const).map((role) => mayChange(roomAs(role)));
    expect([...may, mayChange(roomAs("owner", "direct"))]).toEqual([false, true, true, false, false]);
  });
});

describe("slow mode", () => {
  const message = (userId: string, time: number): Message => ({ messageId: 1, room: "r", author: { userId }, text: "", time, mentions: [], reactions: [], version: 1 });
  const slow = { role: "member", slowModeMs: 10_000 } as const;

  test("counts from one's own newest message, no matter who else wrote", () => {
    const mode = new SlowMode("me");
    expect(mode.next(slow, false)).toBe(0);
    for (const one of [message("me", 5_000), message("you", 9_000), message("me", 4_000)]) mode.hear(one);
    expect(mode.next(slow, false)).toBe(15_000);
    expect(mode.next(slow, true)).toBe(Infinity);
  });

  test("holds members only", () => {
    const mode = new SlowMode("me");
    mode.hear(message("me", 5_000));
    expect(mode.next({ role: "moderator", slowModeMs: 10_000 }, true)).toBe(0);
    expect(mode.next({ role: "member", slowModeMs: 0 }, true)).toBe(0);
  });

  test("goes by what the server said for a message that wasn't heard, until the room changes", () => {
    const mode = new SlowMode("me");
    mode.refused(new HubCallError("rate_limited", "the room is in slow mode", undefined, { reason: "slow_mode", retryAfterMs: 900 }), 1_000);
    mode.refused(new HubCallError("payload_too_large", "text has 5 bytes; the limit is 3"), 9_000);
    expect(mode.next(slow, false)).toBe(1_900);
    mode.reset();
    expect(mode.next(slow, false)).toBe(0);
  });
});

describe("a departure", () => {
  test.each([
    [new HubCallError("kicked", "a moderator made you leave the room"), "public", "You were removed from this room", true],
    [new HubCallError("kicked", "a moderator made you leave the room"), "private", "You were removed from this room", false],
    [new HubCallError("left", "you left the room"), "public", "You left this room", true],
    [new HubCallError("banned", "you are banned from room tea for good"), "private", "You are banned from this room for good", false],
    [new HubCallError("permission_denied", "you are banned from room tea for good", undefined, { reason: "banned" }), "public", "You are banned from this room for good", false],
    [new HubCallError("permission_denied", "you may not enter room tea"), undefined, "This room is closed to you", false],
    [new HubCallError("unavailable", "the store doesn't answer"), undefined, "This room can’t be shown", true],
    [new Error("odd"), undefined, "This room can’t be shown", false],
  ] as const)("%s", (error, visibility, heading, mayJoin) => expect(departureOf(error, visibility)).toMatchObject({ heading, mayJoin }));
});
