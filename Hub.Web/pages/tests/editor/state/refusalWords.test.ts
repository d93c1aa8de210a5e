import { ConnectionLostError, HubCallError } from "@realtimehub/client";
import type { DocumentStatus } from "@realtimehub/client/documents";
import { expect, test } from "vitest";
import { linkRefusal, reasonOf, statusWords } from "../../../src/editor/state/refusalWords";

const error = new HubCallError("permission_denied", "no", undefined, { reason: "role_too_low" });

test.each<[DocumentStatus, string, RegExp | undefined]>([
  [{ state: "opening", pending: 0 }, "Opening…", undefined],
  [{ state: "saved", pending: 0 }, "Saved", undefined],
  [{ state: "saving", pending: 3 }, "Saving…", undefined],
  [{ state: "offline", pending: 0 }, "Offline", undefined],
  [{ state: "offline", pending: 1 }, "Offline, 1 change pending", undefined],
  [{ state: "offline", pending: 2 }, "Offline, 2 changes pending", undefined],
  [{ state: "refused", pending: 0, reason: "read_only", error }, "Read only", undefined],
  [{ state: "refused", pending: 2, reason: "read_only", error }, "Not saved", /only read.*2 changes.*Export/],
  [{ state: "refused", pending: 0, reason: "revoked", error }, "Not open to you", /not open to you\.$/],
  [{ state: "refused", pending: 1, reason: "deleted", error }, "Deleted", /deleted.*1 change /],
  [{ state: "refused", pending: 1, reason: "too_large", error: new HubCallError("limit_exceeded", "x", undefined, { reason: "update_limits" }) }, "Not saved", /smaller parts/],
])("statusWords_%j_SaysWhatIsSoAndWhatToDo", (status, text, advice) => {
  const words = statusWords(status);
  expect(words.text).toBe(text);
  if (advice) expect(words.advice).toMatch(advice);
  else expect(words.advice).toBeUndefined();
});

test("reasonOf_OfDocumentsAndOfChat_IsASentence", () => {
  expect(reasonOf(error)).toBe("Your role in this document doesn’t allow that.");
  expect(reasonOf(new HubCallError("connection_lost", "x"))).toBe("The connection was lost. Please try again.");
});

test("linkRefusal_RevokedFullAndLost_SaysWhetherTryingAgainMayHelp", () => {
  expect(linkRefusal(new HubCallError("permission_denied", "x", undefined, { reason: "no_entry" }))).toEqual({ text: "This link was revoked, or a part of it is missing.", temporary: false });
  expect(linkRefusal(new HubCallError("limit_exceeded", "x", undefined, { reason: "too_many_members" }))).toEqual({ text: "The document is shared with as many users as it may be.", temporary: false });
  expect(linkRefusal(new ConnectionLostError()).temporary).toBe(true);
});
