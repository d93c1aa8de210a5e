// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { forget, heldSession, signIn, signOut, watchSession, type Session } from "../../src/session/session";

const guest = (token: string, expiresTime = Date.now() + 3_600_000): Session => ({ kind: "guest", token, userId: "guest-1", name: "Ann", expiresTime });

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});

let end: (() => void) | undefined;
afterEach(() => end?.());

test("signIn_Guest_IsKeptForTheBrowser", () => {
  signIn(guest("a"));
  sessionStorage.clear();
  expect(heldSession()?.token).toBe("a");
});

test("signIn_PastedToken_IsKeptForTheTab", () => {
  signIn({ ...guest("a"), kind: "token" });
  expect(localStorage.length).toBe(0);
  expect(heldSession()?.token).toBe("a");
});

test.each([guest("a", Date.now() + 30_000), { token: 1 }, "text", null])("heldSession_Stored %j_IsNone", (stored) => {
  localStorage.setItem("rthub.session", JSON.stringify(stored));
  expect(heldSession()).toBeUndefined();
});

test("watchSession_AnotherTabSignedOut_ForgetsThisTabsToken", async () => {
  signIn({ ...guest("a"), kind: "token" });
  const changed = vi.fn();
  end = watchSession(changed);
  // The other tab has a storage of its own for the session; the message alone is shared.
  const other = new BroadcastChannel("rthub.session");
  other.postMessage("signedOut");
  await vi.waitFor(() => expect(changed).toHaveBeenCalledWith(undefined), { timeout: 30_000 });
  other.close();
  expect(heldSession()).toBeUndefined();
});

test("watchSession_AnotherTabSignedInAsGuest_GivesTheGuest", () => {
  const changed = vi.fn();
  end = watchSession(changed);
  localStorage.setItem("rthub.session", JSON.stringify(guest("b")));
  dispatchEvent(new StorageEvent("storage", { key: "rthub.session" }));
  expect(changed.mock.calls[0]?.[0]).toMatchObject({ token: "b" });
});

test.each([signOut, forget])("%o_Session_IsGone", (how) => {
  signIn(guest("a"));
  how();
  expect(heldSession()).toBeUndefined();
});
