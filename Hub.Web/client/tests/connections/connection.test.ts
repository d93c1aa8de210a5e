import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { HubClient, type ConnectionStatus, type HubClientOptions } from "../../src/index";
import { ScriptedHub, settle } from "../ScriptedHub";

let hub: ScriptedHub;
let seen: ConnectionStatus[];

beforeEach(() => {
  vi.useFakeTimers();
  hub = new ScriptedHub();
  seen = [];
});

afterEach(() => vi.useRealTimers());

function client(options: Partial<HubClientOptions> = {}): HubClient {
  const made = new HubClient("/hub", { open: hub.open, random: () => 0.5, ...options });
  made.on("status", (status) => seen.push(status));
  return made;
}

const states = (): string[] => seen.map(({ state }) => state);

describe("connecting", () => {
  test("start resolves with the Welcome", async () => {
    await expect(client().connect()).resolves.toMatchObject({ connectionId: "c1" });
    expect(states()).toEqual(["connecting", "connected"]);
  });

  test("a first connect that fails is tried again, for ever and ever more slowly", async () => {
    hub.accepting = false;
    const started = client().connect();
    for (const wait of [250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]) {
      const tried = hub.links.length;
      hub.link.refuseStart("refused");
      await settle();
      expect(seen.at(-1)).toMatchObject({ state: "connecting", attempt: tried, retryTime: Date.now() + wait });
      await vi.advanceTimersByTimeAsync(wait - 1);
      expect(hub.links).toHaveLength(tried);
      await vi.advanceTimersByTimeAsync(1);
      expect(hub.links).toHaveLength(tried + 1);
    }
    hub.link.accept();
    await expect(started).resolves.toBeDefined();
    expect(new Set(states())).toEqual(new Set(["connecting", "connected"]));
  });

  test("a connect that never ends is given up after 30 s", async () => {
    hub.accepting = false;
    void client().connect();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(hub.link.stopped).toBe(true);
    expect(seen.at(-1)).toMatchObject({ state: "connecting", attempt: 1 });
  });

  test("connect_RefusedUntilLater_WaitsAsLongAsTheServerSays", async () => {
    hub.accepting = false;
    void client().connect();
    hub.link.refuseStart(`Failed to complete negotiation with the server: Error: ${JSON.stringify({ code: "rate_limited", detail: "too many", reason: "user", retryAfterMs: 5_000 })}: Status code '429'`);
    await vi.advanceTimersByTimeAsync(4_999);
    expect(hub.links).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(hub.links).toHaveLength(2);
  });

  test("aborting the wait for the start leaves the client connecting", async () => {
    hub.accepting = false;
    const abort = new AbortController();
    const one = client();
    const started = one.connect({ signal: abort.signal });
    abort.abort(new Error("enough"));
    await expect(started).rejects.toThrow("enough");
    expect(one.status.state).toBe("connecting");
  });
});

describe("coming back", () => {
  test("a lost connection is told with its reason and the time of the next attempt", async () => {
    await client().connect();
    hub.link.drop(new Error("network gone"));
    await settle();
    expect(seen.at(-1)).toMatchObject({ state: "reconnecting", retryTime: Date.now() + 250, error: { message: "network gone" } });
    await vi.advanceTimersByTimeAsync(250);
    expect(states().slice(-2)).toEqual(["reconnecting", "connected"]);
  });

  test("waits start over after a connection that held, not after one that was lost at once", async () => {
    await client().connect();
    for (const wait of [250, 500, 1_000]) {
      hub.link.drop();
      await settle();
      expect(seen.at(-1)).toMatchObject({ retryTime: Date.now() + wait });
      await vi.advanceTimersByTimeAsync(wait);
    }
    await vi.advanceTimersByTimeAsync(10_000);
    hub.link.drop();
    await settle();
    expect(seen.at(-1)).toMatchObject({ retryTime: Date.now() + 250 });
  });

  test("Closing with now comes back at once", async () => {
    await client().connect();
    hub.link.say("Closing", { code: "slow_consumer", message: "read faster", reconnect: "now" });
    hub.link.drop();
    await vi.advanceTimersByTimeAsync(0);
    expect(hub.links).toHaveLength(2);
  });

  test("Closing with now again and again becomes slower", async () => {
    await client().connect();
    for (let i = 0; i < 2; i++) {
      hub.link.say("Closing", { code: "slow_consumer", message: "read faster", reconnect: "now" });
      hub.link.drop();
      await vi.advanceTimersByTimeAsync(0);
    }
    expect(hub.links).toHaveLength(2);
    expect(seen.at(-1)).toMatchObject({ state: "reconnecting", retryTime: Date.now() + 500 });
  });

  test("Closing with backoff waits", async () => {
    await client().connect();
    hub.link.say("Closing", { code: "connection_limit", message: "too many", reconnect: "backoff" });
    hub.link.drop();
    await settle();
    expect(seen.at(-1)).toMatchObject({ state: "reconnecting", retryTime: Date.now() + 250, error: { code: "connection_limit" } });
  });

  test("Closing with never stays away", async () => {
    const one = client();
    await one.connect();
    hub.link.say("Closing", { code: "banned", message: "no more", reconnect: "never" });
    hub.link.drop();
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(hub.links).toHaveLength(1);
    expect(one.status).toMatchObject({ state: "closed", error: { name: "ClosedError", code: "banned", message: "no more" } });
    await expect(one.publish("topic:a", "t", 1)).rejects.toMatchObject({ code: "banned" });
    await expect(one.readHistory("topic:a")).rejects.toMatchObject({ code: "banned" });
  });

  test("a server that says Closing and does not close is left", async () => {
    await client().connect();
    hub.link.say("Closing", { code: "shutdown", message: "going", reconnect: "now" });
    await vi.advanceTimersByTimeAsync(5_000 + 1);
    expect(hub.links[0]!.stopped).toBe(true);
    expect(hub.links).toHaveLength(2);
  });

  test("Draining leaves at a random moment within its time and comes back at once", async () => {
    await client().connect();
    await vi.advanceTimersByTimeAsync(10_000);
    hub.link.say("Draining", { reconnectAfterMs: 8_000 });
    await vi.advanceTimersByTimeAsync(3_999);
    expect(hub.links).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1 + 1);
    expect(hub.links).toHaveLength(2);
    expect(hub.links[0]!.stopped).toBe(true);
  });

  test("a send that fails ends the connection, and the publish leaves again over the next one", async () => {
    const one = client();
    await one.connect();
    const published = one.publish("topic:a", "t", 1);
    hub.link.calls[0]!.fail(new TypeError("fetch failed"));
    await settle();
    expect(one.status).toMatchObject({ state: "reconnecting", error: { message: "fetch failed" } });
    await vi.advanceTimersByTimeAsync(250);
    expect(hub.links[0]!.stopped).toBe(true);
    hub.link.calls[0]!.answer({ position: { epoch: "a", offset: 1 }, duplicate: true });
    await expect(published).resolves.toMatchObject({ duplicate: true });
  });

  test("what an abandoned connection still says is not heard", async () => {
    const one = client();
    await one.connect();
    const heard = vi.fn();
    one.on("closing", heard);
    const old = hub.link;
    old.drop();
    await vi.advanceTimersByTimeAsync(500);
    old.say("Closing", { code: "banned", message: "old", reconnect: "never" });
    old.drop();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(heard).not.toHaveBeenCalled();
    expect(one.status.state).toBe("connected");
  });
});

describe("probing", () => {
  test("the network's return ends the wait", async () => {
    hub.accepting = false;
    vi.stubGlobal("addEventListener", vi.fn());
    vi.stubGlobal("removeEventListener", vi.fn());
    void client().connect();
    const online = vi.mocked(globalThis.addEventListener).mock.calls.find(([name]) => name === "online")![1] as () => void;
    hub.link.refuseStart("refused");
    await settle();
    expect(hub.links).toHaveLength(1);
    online();
    await settle();
    expect(hub.links).toHaveLength(2);
    vi.unstubAllGlobals();
  });

  test("a connection that does not answer is left, one that refuses is kept", async () => {
    vi.stubGlobal("document", Object.assign(new EventTarget(), { visibilityState: "visible" }));
    await client().connect();
    document.dispatchEvent(new Event("visibilitychange"));
    hub.link.calls.at(-1)!.refuse("rate_limited: too many calls; retry after 5 ms");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(hub.links).toHaveLength(1);
    document.dispatchEvent(new Event("visibilitychange"));
    await vi.advanceTimersByTimeAsync(5_000 + 1);
    expect(hub.links).toHaveLength(2);
    vi.unstubAllGlobals();
  });
});

describe("stopping", () => {
  test("while connected ends the connection and everything that waits", async () => {
    const one = client();
    await one.connect();
    const reading = one.readHistory("topic:a");
    await settle();
    one.stop();
    await expect(reading).rejects.toMatchObject({ code: "connection_lost" });
    expect(hub.link.stopped).toBe(true);
    expect(one.status).toEqual({ state: "closed", error: undefined });
  });

  test("while waiting ends the waiting", async () => {
    hub.accepting = false;
    const one = client();
    const started = one.connect();
    hub.link.refuseStart("refused");
    await settle();
    one.stop();
    await expect(started).rejects.toMatchObject({ code: "stopped" });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(hub.links).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("tokens", () => {
  const token = vi.fn(() => "t1");

  test("one that runs out is replaced before it does", async () => {
    await client({ token }).connect();
    hub.link.say("TokenExpiring", { expiresTime: Date.now() + 30_000 });
    await settle();
    expect(hub.link.calls).toMatchObject([{ method: "RefreshToken", request: { token: "t1" } }]);
  });

  test("a refusal is told and tried again until the connection ends", async () => {
    const one = client({ token });
    const failed = vi.fn();
    one.on("tokenError", failed);
    await one.connect();
    hub.link.say("TokenExpiring", { expiresTime: Date.now() + 30_000 });
    await settle();
    hub.link.calls[0]!.refuse("unauthorized: invalid token");
    await vi.advanceTimersByTimeAsync(5_000);
    expect(failed).toHaveBeenCalledOnce();
    expect(hub.link.calls).toHaveLength(2);
    one.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(hub.link.calls).toHaveLength(2);
  });
});
