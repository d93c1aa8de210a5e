// @vitest-environment happy-dom
import type { Message, RoomMember } from "@realtimehub/client";
import type { ChatRoom } from "@realtimehub/client/chat";
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Composer } from "../../../src/chat/composer/Composer";
import type { OpenRoom } from "../../../src/chat/state/openRoom";
import { RoomDraft } from "../../../src/chat/state/roomDraft";

const people = [
  { userId: "zhang", name: "张三" },
  { userId: "bob", name: "Bob" },
] as unknown as readonly RoomMember[];

const post = vi.fn();
const setTyping = vi.fn();
const room = { setTyping, messages: [] } as unknown as ChatRoom;

function draw(): void {
  const open = {
    draft: new RoomDraft("tea"),
    people,
    isAmbiguous: () => false,
    title: "Tea",
    nextPostTime: 0,
    place: { serverTime: () => 0 },
    post,
    saveEdit: vi.fn(),
    edit: (message: Message) => open.draft.edit(message),
  };
  void act(() => render(<Composer open={open as unknown as OpenRoom} room={room} me="ann" />, document.body));
}

const field = (): HTMLTextAreaElement => document.querySelector("textarea")!;

function type(text: string): void {
  void act(() => {
    field().value = text;
    field().setSelectionRange(text.length, text.length);
    field().dispatchEvent(new InputEvent("input", { bubbles: true }));
  });
}

function press(init: KeyboardEventInit & { readonly keyCode?: number }): void {
  void act(() => {
    const event = new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...init });
    if (init.keyCode !== undefined) Object.defineProperty(event, "keyCode", { value: init.keyCode });
    field().dispatchEvent(event);
  });
}

beforeEach(() => {
  vi.clearAllMocks();
  localStorage.clear();
  draw();
});

afterEach(() => act(() => render(null, document.body)));

test("Enter_Plain_SendsAndEmptiesTheField", () => {
  type("hello");
  press({ key: "Enter", keyCode: 13 });
  expect(post).toHaveBeenCalledExactlyOnceWith("hello", undefined);
  expect(field().value).toBe("");
});

// Safari ends the composition before the key: only the key code still tells.
test.each([
  ["Chrome and Firefox", { isComposing: true, keyCode: 229 }],
  ["Safari", { isComposing: false, keyCode: 229 }],
])("Enter_ThatEndsACompositionIn %s_DoesNotSend", (_, how) => {
  type("にほん");
  press({ key: "Enter", ...how });
  expect(post).not.toHaveBeenCalled();
  expect(field().value).toBe("にほん");
});

test("Enter_WhileTheListOfPeopleIsOpen_CompletesTheName", () => {
  type("你好@张");
  expect(document.querySelector("[role=option]")?.textContent).toContain("张三");
  press({ key: "Enter", keyCode: 13 });
  expect(field().value).toBe("你好@张三 ");
  expect(post).not.toHaveBeenCalled();
});

test("text_RoomIsLeftAndEnteredAgain_IsThere", () => {
  type("half a mess");
  void act(() => render(null, document.body));
  draw();
  expect(field().value).toBe("half a mess");
});

test("text_Written_TellsTheRoom", () => {
  type("a");
  type("");
  expect(setTyping.mock.calls).toEqual([[true], [false]]);
});
