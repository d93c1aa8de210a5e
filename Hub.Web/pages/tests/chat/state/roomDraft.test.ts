import type { Message } from "@realtimehub/client";
import { beforeEach, expect, test } from "vitest";
import { forgetDrafts, RoomDraft } from "../../../src/chat/state/roomDraft";

class MemoryStorage implements Storage {
  private readonly items = new Map<string, string>();
  full = false;

  get length(): number {
    return this.items.size;
  }

  key(index: number): string | null {
    return [...this.items.keys()][index] ?? null;
  }

  getItem(key: string): string | null {
    return this.items.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    if (this.full) throw new Error("QuotaExceededError");
    this.items.set(key, value);
  }

  removeItem(key: string): void {
    this.items.delete(key);
  }

  clear(): void {
    this.items.clear();
  }
}

const message = (text: string): Message => ({ messageId: 1, room: "tea", author: { userId: "ann" }, text, time: 0, mentions: [], reactions: [], version: 1 });

let storage: MemoryStorage;
const open = (room = "tea"): RoomDraft => new RoomDraft(room, storage);

beforeEach(() => {
  storage = new MemoryStorage();
});

test("write_RoomOpenedAgain_TextIsThere", () => {
  open().write("half a mess");
  expect(open().text).toBe("half a mess");
  expect(open("coffee").text).toBe("");
});

test("reply_RoomOpenedAgain_ReplyIsThere", () => {
  const draft = open();
  draft.write("because");
  draft.reply(message("why?"));
  expect(open()).toMatchObject({ text: "because", draft: { kind: "reply", message: { text: "why?" } } });
  open().cancel();
  expect(open()).toMatchObject({ text: "because", draft: { kind: "new" } });
});

test("end_Sent_NothingIsKept", () => {
  const draft = open();
  draft.write("all of it");
  draft.end();
  expect(draft.text).toBe("");
  expect(storage.length).toBe(0);
});

test("write_Cleared_NothingIsKept", () => {
  const draft = open();
  draft.write("a");
  draft.write("");
  expect(storage.length).toBe(0);
});

test.each(["end", "cancel"] as const)("edit_%s_WhatWasBeingWrittenIsThereAgain", (how) => {
  const draft = open();
  draft.write("half");
  draft.reply(message("asked"));
  draft.edit(message("old"));
  draft.write("changed");
  expect(open()).toMatchObject({ text: "changed", draft: { kind: "edit" } });
  const again = open();
  again[how]();
  expect(again).toMatchObject({ text: "half", draft: { kind: "reply", message: { text: "asked" } } });
});

test("reply_DuringAnEdit_LeavesTheEdit", () => {
  const draft = open();
  draft.write("half");
  draft.edit(message("old"));
  draft.reply(message("asked"));
  expect(draft).toMatchObject({ text: "half", draft: { kind: "reply", message: { text: "asked" } } });
});

test("write_StorageIsFull_StaysInThePage", () => {
  storage.full = true;
  const draft = open();
  draft.write("still here");
  expect(draft.text).toBe("still here");
});

test.each(["{", "null", "17", '{"text":1}'])("open_StoredValueIs %s_BeginsEmpty", (stored) => {
  storage.setItem("rthub.draft:tea", stored);
  expect(open().text).toBe("");
});

test("forgetDrafts_SignedOut_OtherKeysStay", () => {
  open().write("a");
  open("coffee").write("b");
  storage.setItem("else", "c");
  forgetDrafts(storage);
  expect([open().text, open("coffee").text, storage.getItem("else")]).toEqual(["", "", "c"]);
});
