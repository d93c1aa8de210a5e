// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { DesktopNotices } from "../../../src/chat/state/desktopNotices";

const shown: { readonly title: string; readonly notice: FakeNotification }[] = [];

class FakeNotification {
  static permission: NotificationPermission = "default";
  static answer: NotificationPermission = "granted";
  onclick: (() => void) | undefined;
  readonly close = vi.fn();

  static requestPermission(): Promise<NotificationPermission> {
    FakeNotification.permission = FakeNotification.answer;
    return Promise.resolve(FakeNotification.answer);
  }

  constructor(title: string) {
    shown.push({ title, notice: this });
  }
}

const onClick = vi.fn();
const call = { title: "Bob mentions you", text: "", tag: "tea/1", onClick };
let notices: DesktopNotices;

beforeEach(() => {
  shown.length = 0;
  localStorage.clear();
  Object.assign(FakeNotification, { permission: "default", answer: "granted" });
  vi.stubGlobal("Notification", FakeNotification);
  vi.spyOn(document, "hasFocus").mockReturnValue(false);
  notices = new DesktopNotices(() => undefined);
});

afterEach(() => vi.unstubAllGlobals());

test("show_NotAskedFor_ShowsNothing", () => {
  notices.show(call);
  expect([notices.state, shown.length]).toEqual(["off", 0]);
});

test("toggle_Granted_ShowsUntilTurnedOff", async () => {
  await notices.toggle();
  expect(notices.state).toBe("on");
  notices.show(call);
  expect(shown.map(({ title }) => title)).toEqual(["Bob mentions you"]);
  shown[0]!.notice.onclick?.();
  expect(onClick).toHaveBeenCalledOnce();
  await notices.toggle();
  notices.show(call);
  expect([notices.state, shown.length]).toEqual(["off", 1]);
});

test("toggle_Denied_IsBlocked", async () => {
  FakeNotification.answer = "denied";
  await notices.toggle();
  notices.show(call);
  expect([notices.state, shown.length]).toEqual(["blocked", 0]);
});

test("show_PageIsLookedAt_ShowsNothing", async () => {
  await notices.toggle();
  vi.spyOn(document, "hasFocus").mockReturnValue(true);
  notices.show(call);
  expect(shown).toEqual([]);
});
