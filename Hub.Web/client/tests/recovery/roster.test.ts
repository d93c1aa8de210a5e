import { expect, test } from "vitest";
import type { Member, PresenceChange } from "../../src/contracts";
import { changed, newer, type Roster } from "../../src/recovery/roster";

const member = (userId: string, name?: string): Member => ({ userId, name, connections: [{ connectionId: `c-${userId}`, joinedTime: 1 }] });
const roster = (version: number, ...members: Member[]): Roster => ({ members, users: members.length, connections: members.length, version });
const change = (version: number, more: Partial<PresenceChange>): PresenceChange => ({
  channel: "chat:a",
  joined: [],
  updated: [],
  left: [],
  users: 0,
  connections: 0,
  version,
  ...more,
});

test("who joined is last, who left is gone, who changed keeps the place", () => {
  const before = roster(4, member("ann"), member("bob"), member("cid"));
  const after = changed(before, change(5, { joined: [member("dan")], updated: [member("ann", "Ann")], left: [member("bob")], users: 3 }));
  expect(after).toMatchObject({ version: 5, members: [{ userId: "ann", name: "Ann" }, { userId: "cid" }, { userId: "dan" }] });
});

test("a change that is not newer changes nothing", () => {
  const before = roster(4, member("ann"));
  expect(changed(before, change(4, { left: [member("ann")] }))).toBe(before);
});

test("a jump in the version asks for the whole", () => {
  expect(changed(roster(4), change(6, { joined: [member("ann")], users: 1 }))).toBe("stale");
});

test("a crowd is only counted, whatever the versions in between", () => {
  expect(changed(roster(4, member("ann")), change(90, { users: 300, connections: 310, countsOnly: true }))).toEqual({
    members: [],
    users: 300,
    connections: 310,
    version: 90,
  });
});

test("names after counts ask for the whole", () => {
  const crowd: Roster = { members: [], users: 201, connections: 201, version: 9 };
  expect(changed(crowd, change(10, { left: [member("ann")], users: 200, connections: 200 }))).toBe("stale");
});

test("a snapshot older than what is held is not taken", () => {
  const held = roster(9, member("ann"));
  expect(newer(held, { ...roster(8) })).toBe(held);
  expect(newer(held, roster(10)).version).toBe(10);
});
