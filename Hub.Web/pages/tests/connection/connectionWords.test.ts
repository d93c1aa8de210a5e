import { ClosedError, ConnectionLostError, HubCallError, type Welcome } from "@realtimehub/client";
import { expect, test } from "vitest";
import { connectionWords, endWords, errorWords } from "../../src/connection/connectionWords";

const soon = (): number => Date.now() + 4_500;

test("connectionWords_ConnectionLimit_SaysWhyAndWhatToDo", () => {
  const error = new ClosedError("connection_limit", "the user has 20 connections, the limit");
  const { text, spoken, tone } = connectionWords({ state: "connecting", attempt: 2, retryTime: soon(), error });
  expect(text).toBe("No connection yet. You have too many connections open. Close other tabs or windows of this site; this one connects by itself. Next attempt in 5 s");
  expect(spoken).toBe("No connection yet. You have too many connections open. Close other tabs or windows of this site; this one connects by itself. Trying again.");
  expect(tone).toBe("warn");
});

test.each([
  ["user", "You have too many connections open (at most 20). Close other tabs"],
  ["address", "Too many connections are open from your address (at most 20)."],
  ["node", "The server is full."],
])("connectionWords_RefusedAtNegotiationForThe_%s_SaysWhy", (reason, wanted) => {
  const error = new HubCallError("rate_limited", "too many connections", undefined, { reason, limit: 20 });
  expect(connectionWords({ state: "connecting", attempt: 2, retryTime: soon(), error }).text).toContain(wanted);
});

test("connectionWords_ConnectionLimitWhileTrying_StillSaysWhy", () => {
  expect(connectionWords({ state: "connecting", attempt: 2, error: new HubCallError("connection_limit", "no") }).text).toContain("too many connections");
});

test("connectionWords_ConnectionLost_CountsDown", () => {
  expect(connectionWords({ state: "reconnecting", attempt: 1, retryTime: soon(), error: new ConnectionLostError() }).text).toBe("Connection lost. Next attempt in 5 s");
  expect(connectionWords({ state: "reconnecting", attempt: 1, retryTime: Date.now() - 1 }).text).toBe("Connection lost. Trying again…");
});

test("connectionWords_FirstAttempt_SaysConnecting", () => {
  expect(connectionWords({ state: "connecting", attempt: 1 }).text).toBe("Connecting…");
  expect(connectionWords({ state: "idle" }).text).toBe("Connecting…");
});

test("connectionWords_Connected_SaysLive", () => {
  expect(connectionWords({ state: "connected", welcome: {} as Welcome })).toEqual({ tone: "good", text: "Live", spoken: "Live" });
});

test("connectionWords_Closed_SaysWhy", () => {
  expect(connectionWords({ state: "closed", error: new ClosedError("banned", "for spam") }).text).toBe("Closed: You are banned from this server. The operator says: for spam");
  expect(connectionWords({ state: "closed", error: new ClosedError("kicked", "access was revoked") }).text).toBe("Closed: An operator ended the connection.");
  expect(connectionWords({ state: "closed", error: new ClosedError("protocol_error", "an odd message") }).text).toBe("Closed: an odd message");
});

test("errorWords_EndOfTheConnection_HasTheOperatorsWords", () => {
  expect(errorWords(new ClosedError("banned", "for spam"))).toBe("You are banned from this server. The operator says: for spam");
  expect(errorWords(new ClosedError("kicked", "an operator has ended this"))).toBe("An operator ended the connection.");
});

test("errorWords_EndOfOneChannel_IsNoneOfTheConnection", () => {
  expect(errorWords(new HubCallError("kicked", "out of this feed"))).toBe("out of this feed");
  expect(endWords(new HubCallError("banned", "out of this room"))).toBeUndefined();
});
