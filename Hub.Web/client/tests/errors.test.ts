import { describe, expect, test } from "vitest";
import { ConnectionLostError, fromSignalR, HubCallError } from "../src/errors";

const refused = (text: string): Error =>
  fromSignalR(new Error(`An unexpected error occurred invoking 'Publish' on the server. HubException: ${text}`));

test("a refusal has its code and its text", () => {
  const error = refused("bad_request: channel has no ':'; it must be namespace:key") as HubCallError;
  expect(error).toBeInstanceOf(HubCallError);
  expect(error.code).toBe("bad_request");
  expect(error.message).toBe("channel has no ':'; it must be namespace:key");
  expect(error.temporary).toBe(false);
  expect(error.retryAfterMs).toBeUndefined();
});

test("a text of several lines is kept whole", () => {
  expect(refused("internal: one\ntwo").message).toBe("one\ntwo");
});

test("a refusal for now says so and when to try again", () => {
  const error = refused("rate_limited: at most 50 publishes a second; retry after 120 ms") as HubCallError;
  expect(error.temporary).toBe(true);
  expect(error.retryAfterMs).toBe(120);
});

test.each([
  ["Failed to invoke 'X' due to an error on the server. HubException: Method does not exist.", "bad_request"],
  ["An unexpected error occurred invoking 'X' on the server.", "internal"],
  ["Failed to complete negotiation with the server: Error: : Status code '401'", "unauthorized"],
])("what the server says without a code gets one: %s", (text, code) => {
  expect(fromSignalR(new Error(text))).toMatchObject({ code });
});

test("an error that is no answer of the server stays as it is", () => {
  const error = new TypeError("fetch failed");
  expect(fromSignalR(error)).toBe(error);
});

test("a lost connection is a temporary error with a code of its own", () => {
  const error = new ConnectionLostError();
  expect([error.code, error.temporary, error.name]).toEqual(["connection_lost", true, "ConnectionLostError"]);
});

describe("a connect that the server refused", () => {
  const connect = (said: string, status: number): HubCallError => fromSignalR(new Error(`Failed to complete negotiation with the server: Error: ${said}: Status code '${status}'`)) as HubCallError;

  test("fromSignalR_ProblemDetails_GiveCodeTextAndDetails", () => {
    const problem = JSON.stringify({ type: "about:blank", status: 429, detail: "the user has 20 connections", code: "connection_limit", reason: "user", limit: 20, retryAfterMs: 500 });
    expect(connect(problem, 429)).toMatchObject({ code: "connection_limit", message: "the user has 20 connections", details: { reason: "user", limit: 20 }, retryAfterMs: 500 });
  });

  test.each([
    ["", 401, "unauthorized"],
    ["Too Many Requests", 429, "rate_limited"],
    ["{not json}", 503, "unavailable"],
    ['{"detail":"no code"}', 403, "permission_denied"],
  ])("fromSignalR_%j_AndStatus%i_Is %s", (said, status, code) => expect(connect(said, status)).toMatchObject({ code, details: undefined }));

  test("fromSignalR_StatusThatSaysNothing_IsTheErrorItself", () => {
    expect(connect("Not Found", 404)).not.toBeInstanceOf(HubCallError);
  });
});
