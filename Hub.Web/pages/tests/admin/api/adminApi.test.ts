import { HubCallError } from "@realtimehub/client";
import { afterEach, expect, test, vi } from "vitest";
import { AdminApi } from "../../../src/admin/api/adminApi";

afterEach(() => vi.unstubAllGlobals());

/** Answers every call of the browser's fetch, and tells which there were. */
function answering(answer: () => Promise<Response>) {
  const calls: { url: string; init: RequestInit }[] = [];
  vi.stubGlobal("fetch", (url: string, init: RequestInit) => {
    calls.push({ url, init });
    return answer();
  });
  return calls;
}

const json = (body: object, status = 200): Promise<Response> => Promise.resolve(new Response(JSON.stringify(body), { status }));
const refusalOf = (call: Promise<unknown>): Promise<HubCallError> => call.then(() => Promise.reject(new Error("it was not refused")), (error: HubCallError) => error);

test("names_InAddresses_AreOneSegment", async () => {
  const calls = answering(() => json({ connections: 1 }));
  const api = new AdminApi({ kind: "key", secret: "k" });
  await api.disconnectUser("a/b?c#d%2F 王", "why");
  expect(calls[0]!.url).toBe("/api/v1/users/a%2Fb%3Fc%23d%252F%20%E7%8E%8B/disconnect");
  expect(JSON.parse(calls[0]!.init.body as string)).toEqual({ code: "kicked", message: "why" });
});

test.each([".", ".."])("name_%s_IsRefusedBeforeABrowserWouldResolveIt", async (name) => {
  const calls = answering(() => json({}));
  expect((await refusalOf(new AdminApi({ kind: "key", secret: "k" }).revokeUser(name))).message).toContain("dots alone");
  expect(calls).toEqual([]);
});

test("query_WithoutValues_IsLeftOut", async () => {
  const calls = answering(() => json({ channels: [] }));
  await new AdminApi({ kind: "key", secret: "k" }).channels({ prefix: "", limit: 5 });
  await new AdminApi({ kind: "key", secret: "k" }).channels({ prefix: "topic:a&b" });
  expect(calls.map(({ url }) => url)).toEqual(["/api/v1/channels?limit=5", "/api/v1/channels?prefix=topic%3Aa%26b"]);
});

test("refusal_IsTheClientsOwnErrorWithItsDetails", async () => {
  answering(() => json({ status: 400, code: "bad_request", detail: "type has 0 bytes", field: "type", limit: 64 }, 400));
  const error = await refusalOf(new AdminApi({ kind: "key", secret: "k" }).nodes());
  expect([error.code, error.message, error.details?.field, error.details?.limit]).toEqual(["bad_request", "type has 0 bytes", "type", 64]);
});

test("unauthorized_EndsTheVisit_OthersDoNot", async () => {
  const ended = vi.fn();
  const api = new AdminApi({ kind: "key", secret: "k" }, ended);
  answering(() => json({ code: "permission_denied", detail: "no" }, 403));
  await refusalOf(api.nodes());
  expect(ended).not.toHaveBeenCalled();
  answering(() => json({ code: "unauthorized", detail: "no" }, 401));
  await refusalOf(api.nodes());
  expect(ended).toHaveBeenCalledOnce();
});

test.each([
  ["no answer", () => Promise.reject(new TypeError("Failed to fetch"))],
  ["a proxy's page", () => Promise.resolve(new Response("<html>502</html>", { status: 502 }))],
])("%s_IsALostConnection", async (_, answer) => {
  answering(answer);
  expect((await refusalOf(new AdminApi({ kind: "key", secret: "k" }).nodes())).code).toBe("connection_lost");
});
