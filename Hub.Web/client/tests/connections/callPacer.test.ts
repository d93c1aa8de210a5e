import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { HubClient } from "../../src/index";
import { ScriptedHub } from "../ScriptedHub";

let hub: ScriptedHub;
let client: HubClient;

beforeEach(() => {
  vi.useFakeTimers();
  hub = new ScriptedHub();
  client = new HubClient("/hub", { open: hub.open, random: () => 0.5 });
  void client.connect();
});

afterEach(() => {
  client.stop();
  vi.useRealTimers();
});

const read = (): Promise<unknown> => client.call("ReadCursors", {}, { background: true });
const calls = () => hub.link.callsOf("ReadCursors");

describe("calls in the background", () => {
  test("paced_ManyAtOnce_LeaveFourASecondAfterABurst", async () => {
    for (let i = 0; i < 40; i++) void read().catch(() => undefined);
    await vi.advanceTimersByTimeAsync(0);
    expect(calls()).toHaveLength(4);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(calls()).toHaveLength(24);
  });

  test("paced_Refused_AllWaitAsLongAsTheServerSaysAndTheCallIsMadeAgain", async () => {
    const answer = read();
    await vi.advanceTimersByTimeAsync(0);
    calls()[0]!.refuse("rate_limited: too many reads; retry after 3000 ms");
    await vi.advanceTimersByTimeAsync(0);
    void read().catch(() => undefined);
    await vi.advanceTimersByTimeAsync(2_999);
    expect(calls()).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(251);
    expect(calls()).toHaveLength(3);
    calls()[1]!.answer({ cursors: [] });
    calls()[2]!.answer({ cursors: [] });
    await expect(answer).resolves.toEqual({ cursors: [] });
  });

  test("paced_RefusedForGood_RejectsAtOnce", async () => {
    const answer = read();
    await vi.advanceTimersByTimeAsync(0);
    calls()[0]!.refuse("permission_denied: no");
    await expect(answer).rejects.toMatchObject({ code: "permission_denied" });
  });

  test("paced_ConnectionLost_IsMadeAgainOnTheNext", async () => {
    const answer = read();
    await vi.advanceTimersByTimeAsync(0);
    hub.link.drop();
    await vi.advanceTimersByTimeAsync(500);
    calls()[0]!.answer({ cursors: [] });
    await expect(answer).resolves.toEqual({ cursors: [] });
  });

  test("paced_AbortedWhileWaiting_RejectsAndNeverLeaves", async () => {
    for (let i = 0; i < 4; i++) void read().catch(() => undefined);
    const abort = new AbortController();
    const answer = client.call("ReadCursors", {}, { background: true, signal: abort.signal });
    abort.abort(new Error("gone"));
    await expect(answer).rejects.toThrow("gone");
    await vi.advanceTimersByTimeAsync(5_000);
    expect(calls()).toHaveLength(4);
  });
});
