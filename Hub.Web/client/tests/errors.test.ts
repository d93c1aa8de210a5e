import { expect, test } from "vitest";
import { ConnectionLostError, fromSignalR, HubError } from "../src/errors";

const refused = (text: string): Error =>
  fromSignalR(new Error(`An unexpected error occurred invoking 'Publish' on the server. HubException: ${text}`));

test("a refusal has its code and its text", () => {
  const error = refused("bad_request: channel has no ':'; it must be namespace:key") as HubError;
  expect(error).toBeInstanceOf(HubError);
  expect(error.code).toBe("bad_request");
  expect(error.message).toBe("channel has no ':'; it must be namespace:key");
  expect(error.temporary).toBe(false);
  expect(error.retryAfterMs).toBeUndefined();
});

test("a text of several lines is kept whole", () => {
  expect(refused("internal: one\ntwo").message).toBe("one\ntwo");
});

test("a refusal for now says so and when to try again", () => {
  const error = refused("rate_limited: at most 50 publishes a second; retry after 120 ms") as HubError;
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
