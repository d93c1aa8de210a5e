// @vitest-environment happy-dom
import type { UnsentMessage } from "@realtimehub/client/chat";
import { beforeEach, expect, test, vi } from "vitest";
import { signIn, signOut } from "../../../src/session/session";
import { forgetUnsent, UnsentMessages } from "../../../src/chat/state/unsentMessages";

/** Exclusive locks, as the tabs of a browser share them. */
class Locks {
  private readonly tails = new Map<string, Promise<unknown>>();

  request(name: string, optionsOrAct: object | (() => Promise<unknown>), act = optionsOrAct as () => Promise<unknown>): Promise<unknown> {
    const done = (this.tails.get(name) ?? Promise.resolve()).then(act);
    this.tails.set(name, done.catch(() => undefined));
    return done;
  }
}

const one = (idempotencyKey: string, more: Partial<UnsentMessage> = {}): UnsentMessage => ({ idempotencyKey, text: `text ${idempotencyKey}`, time: 1, after: 0, sentTime: 1, ...more });
const open = (room = "tea", userId = "ann"): UnsentMessages => new UnsentMessages(room, userId, localStorage, locks as unknown as LockManager);
const settle = (): Promise<void> => vi.advanceTimersByTimeAsync(0).then(() => undefined);

let locks: Locks;

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  sessionStorage.clear();
  locks = new Locks();
  signIn({ kind: "guest", token: "t", userId: "ann" });
});

/** What a room takes over. */
async function adoptedBy(unsent: UnsentMessages): Promise<string[]> {
  const taken: string[] = [];
  unsent.adopt(async (left) => void taken.push(...left.map(({ idempotencyKey }) => idempotencyKey)), new AbortController().signal);
  await settle();
  return taken;
}

test("adopt_PageReloaded_GivesWhatItLeft", async () => {
  open().keep([one("a"), one("b", { replyTo: { messageId: 1, author: { userId: "bob" }, excerpt: "why?" } })], true);
  // A page that is gone holds no locks.
  locks = new Locks();
  const taken: UnsentMessage[] = [];
  open().adopt(async (left) => void taken.push(...left), new AbortController().signal);
  await settle();
  expect(taken.map(({ text, replyTo }) => [text, replyTo?.excerpt])).toEqual([["text a", undefined], ["text b", "why?"]]);
});

test("adopt_OtherRoomOrOtherUser_GivesNothing", async () => {
  open().keep([one("a")], false);
  locks = new Locks();
  expect(await adoptedBy(open("coffee"))).toEqual([]);
  expect(await adoptedBy(open("tea", "bob"))).toEqual([]);
});

test("adopt_OtherTabIsOpen_WaitsUntilItIsClosedAndItsMessagesAreAnswered", async () => {
  const other = open();
  other.keep([one("a"), one("b")], true);
  const taken: string[] = [];
  open().adopt(async (left) => void taken.push(...left.map(({ idempotencyKey }) => idempotencyKey)), new AbortController().signal);
  await settle();
  expect(taken).toEqual([]);
  other.close(true);
  await settle();
  expect(taken).toEqual([]);
  // One was sent, the other was refused.
  other.keep([one("b")], false);
  await settle();
  expect(taken).toEqual(["b"]);
});

test("adopt_ReloadedAgainWhileItIsPutBack_IsThereStill", async () => {
  open().keep([one("a")], false);
  locks = new Locks();
  const second = open();
  second.adopt(() => new Promise(() => undefined), new AbortController().signal);
  await settle();
  second.keep([one("new")], true);
  locks = new Locks();
  expect(await adoptedBy(open())).toEqual(["a", "new"]);
});

test("adopt_ByTwoRooms_GivesItToOne", async () => {
  open().keep([one("a")], false);
  locks = new Locks();
  const [first, second] = [open(), open()];
  const taken = await Promise.all([adoptedBy(first), adoptedBy(second)]);
  expect(taken.flat()).toEqual(["a"]);
});

test("keep_Sent_NothingIsLeft", () => {
  const unsent = open();
  unsent.keep([one("a")], true);
  expect(localStorage.length).toBe(2);
  unsent.keep([], false);
  expect(Object.keys(localStorage).filter((key) => key.startsWith("rthub.unsent:"))).toEqual([]);
});

test("keep_SignedOut_LeavesNothingBehind", () => {
  const unsent = open();
  unsent.keep([one("a")], true);
  signOut();
  forgetUnsent();
  // What was under way fails when the page leaves.
  unsent.keep([one("a")], false);
  expect(localStorage.length).toBe(0);
});

test.each(["{", "null", "17", "[null]", '[{"text":"a"}]'])("adopt_StoredValueIs %s_GivesNothing", async (stored) => {
  localStorage.setItem("rthub.unsent:ann tea x", stored);
  expect(await adoptedBy(open())).toEqual([]);
});

test("keep_StorageIsFull_StaysInThePage", () => {
  vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
    throw new Error("QuotaExceededError");
  });
  const unsent = open();
  unsent.keep([one("a")], false);
  expect(unsent.kept).toHaveLength(1);
  vi.restoreAllMocks();
});
