import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { SubscribeManyRequest, SubscribeRequest } from "../../src/contracts";
import { HubClient, type Reset, type SubscriptionOptions } from "../../src/index";
import { granting, ScriptedHub, settle, type ScriptedLink } from "../ScriptedHub";

let hub: ScriptedHub;
let client: HubClient;

beforeEach(async () => {
  vi.useFakeTimers();
  hub = new ScriptedHub();
  hub.onCall = granting();
  client = new HubClient("/hub", { open: hub.open, random: () => 0.5 });
});

afterEach(() => vi.useRealTimers());

const wishes = (link: ScriptedLink = hub.link): SubscribeRequest[][] =>
  link.callsOf("SubscribeMany").map(({ request }) => [...(request as SubscribeManyRequest).subscriptions]);

const comeBack = async (): Promise<void> => {
  hub.link.drop();
  await vi.advanceTimersByTimeAsync(500);
};

describe("asking", () => {
  test("before the start it waits for the connection", async () => {
    const subscription = client.subscribe("topic:a", { last: 5 });
    await client.connect();
    await expect(subscription.ready).resolves.toMatchObject({ mode: "log" });
    expect(wishes()).toMatchObject([[{ channel: "topic:a", last: 5 }]]);
    expect(subscription.state).toBe("subscribed");
  });

  test("many at once go in calls of at most 200", async () => {
    for (let i = 0; i < 450; i++) client.subscribe(`topic:${i}`);
    await client.connect();
    await settle();
    expect(wishes().map(({ length }) => length)).toEqual([200, 200, 50]);
  });

  test("a second subscription of a channel is refused at once", () => {
    client.subscribe("topic:a");
    expect(() => client.subscribe("topic:a")).toThrow("topic:a");
  });

  test("a refusal for good ends it with the refusal", async () => {
    hub.onCall = (call) => call.answer({ results: [{ error: { code: "permission_denied", message: "no" } }] });
    const states: string[] = [];
    const subscription = client.subscribe("chat:a", { onState: (state) => states.push(state) });
    await client.connect();
    await expect(subscription.ready).rejects.toMatchObject({ code: "permission_denied" });
    expect(states).toEqual(["ended"]);
    expect(() => client.subscribe("chat:a")).not.toThrow();
  });

  test("a refusal for now is asked again, after the time it says", async () => {
    hub.onCall = (call) => call.answer({ results: [{ error: { code: "rate_limited", message: "retry after 900 ms" } }] });
    client.subscribe("topic:a");
    await client.connect();
    await settle();
    await vi.advanceTimersByTimeAsync(899);
    expect(wishes()).toHaveLength(1);
    hub.onCall = granting();
    await vi.advanceTimersByTimeAsync(1);
    expect(wishes()).toHaveLength(2);
  });

  test("a call that is refused as a whole is asked again", async () => {
    hub.onCall = (call) => call.refuse("unavailable: the engine does not answer");
    const subscription = client.subscribe("topic:a");
    await client.connect();
    await settle();
    hub.onCall = granting();
    await vi.advanceTimersByTimeAsync(1_000);
    await expect(subscription.ready).resolves.toBeDefined();
  });
});

describe("coming back", () => {
  test("everything is asked for in one call, from where it was", async () => {
    const got: number[] = [];
    client.subscribe("topic:a", { last: 5, onPublication: ({ offset }) => got.push(offset) });
    client.subscribe("topic:b");
    await client.connect();
    await settle();
    hub.link.publish("topic:a", 1);
    hub.link.publish("topic:a", 2);
    await comeBack();
    await settle();
    expect(wishes()).toEqual([
      [
        expect.objectContaining({ channel: "topic:a", since: { epoch: "a", offset: 2 }, last: undefined }),
        expect.objectContaining({ channel: "topic:b", since: { epoch: "a", offset: 0 } }),
      ],
    ]);
    hub.link.publish("topic:a", 2);
    hub.link.publish("topic:a", 3);
    expect(got).toEqual([1, 2, 3]);
  });

  test("a subscription that was lost while being asked for is asked for once", async () => {
    hub.onCall = undefined;
    client.subscribe("topic:a");
    await client.connect();
    await settle();
    hub.onCall = granting();
    await comeBack();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(wishes()).toHaveLength(1);
  });

  test("the state says that it is catching up", async () => {
    const states: string[] = [];
    client.subscribe("topic:a", { onState: (state) => states.push(state) });
    await client.connect();
    await settle();
    await comeBack();
    await settle();
    expect(states).toEqual(["subscribed", "subscribing", "subscribed"]);
  });

  test("a hole in what comes live is recovered from", async () => {
    const got: number[] = [];
    client.subscribe("topic:a", { onPublication: ({ offset }) => got.push(offset) });
    await client.connect();
    await settle();
    hub.onCall = (call) => {
      hub.link.publish("topic:a", 1);
      hub.link.publish("topic:a", 2);
      granting({ position: { epoch: "a", offset: 2 } })(call);
    };
    hub.link.publish("topic:a", 2);
    await settle();
    expect(got).toEqual([1, 2]);
  });

  test("holes again and again do not become a storm", async () => {
    hub.onCall = (call) => {
      if (call.method !== "SubscribeMany") return;
      hub.link.publish("topic:a", 5);
      call.answer({ results: [{ subscription: { channel: "topic:a", mode: "log", position: { epoch: "a", offset: 9 }, recovered: false } }] });
    };
    client.subscribe("topic:a", { since: { epoch: "a", offset: 1 } });
    await client.connect();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(wishes().length).toBeLessThan(20);
  });

  test("a gap is told", async () => {
    const resets: Reset[] = [];
    client.subscribe("topic:a", { since: { epoch: "old", offset: 9 }, onReset: (reset) => resets.push(reset) });
    hub.onCall = (call) =>
      call.answer({ results: [{ subscription: { channel: "topic:a", mode: "log", position: { epoch: "new", offset: 4 }, recovered: false } }] });
    await client.connect();
    await settle();
    expect(resets).toEqual([{ channel: "topic:a", position: { epoch: "new", offset: 4 }, gap: undefined, reason: "epoch" }]);
  });
});

describe("reading", () => {
  test("for await gets what came, in order, and leaving the loop ends the subscription", async () => {
    const subscription = client.subscribe<number>("topic:a");
    await client.connect();
    await settle();
    for (let i = 1; i <= 3; i++) hub.link.publish("topic:a", i);
    hub.onCall = (call) => call.answer(null);
    const got: number[] = [];
    for await (const { data } of subscription) {
      got.push(data);
      if (data === 3) break;
    }
    expect(got).toEqual([1, 2, 3]);
    expect(subscription.state).toBe("ended");
    expect(hub.link.calls.at(-1)).toMatchObject({ method: "Unsubscribe", request: { channel: "topic:a" } });
  });

  test("a slow reader loses nothing: the rest is asked for when it has caught up", async () => {
    client = new HubClient("/hub", { open: hub.open, random: () => 0.5, bufferCapacity: 2 });
    const subscription = client.subscribe<number>("topic:a");
    await client.connect();
    await settle();
    for (let i = 1; i <= 5; i++) hub.link.publish("topic:a", i);
    hub.onCall = (call) => {
      const [wish] = (call.request as SubscribeManyRequest).subscriptions;
      for (let i = wish!.since!.offset + 1; i <= 5; i++) hub.link.publish("topic:a", i);
      call.answer({ results: [{ subscription: { channel: "topic:a", mode: "log", position: { epoch: "a", offset: 5 }, recovered: true } }] });
    };
    const reader = subscription[Symbol.asyncIterator]();
    const got: number[] = [];
    for (let i = 0; i < 5; i++) got.push((await reader.next()).value!.data);
    expect(got).toEqual([1, 2, 3, 4, 5]);
    expect(wishes().length).toBeGreaterThan(1);
  });

  test("a handler that throws stops nothing", async () => {
    const uncaught = vi.fn();
    process.once("uncaughtException", uncaught);
    const got: number[] = [];
    client.subscribe("topic:a", {
      onPublication: ({ offset }) => {
        got.push(offset);
        if (offset === 1) throw new Error("the page's own mistake");
      },
    });
    await client.connect();
    await settle();
    const thrown: unknown[] = [];
    vi.stubGlobal("queueMicrotask", (action: () => void) => {
      try {
        action();
      } catch (error) {
        thrown.push(error);
      }
    });
    hub.link.publish("topic:a", 1);
    vi.unstubAllGlobals();
    hub.link.publish("topic:a", 2);
    expect(got).toEqual([1, 2]);
    expect(thrown).toMatchObject([{ message: "the page's own mistake" }]);
  });
});

describe("ending", () => {
  test("an abort unsubscribes", async () => {
    const abort = new AbortController();
    const subscription = client.subscribe("topic:a", { signal: abort.signal });
    await client.connect();
    await settle();
    abort.abort();
    expect(subscription.state).toBe("ended");
    expect(hub.link.callsOf("Unsubscribe")).toHaveLength(1);
  });

  test("a channel that is being left is asked for when that is done", async () => {
    const subscription = client.subscribe("topic:a");
    await client.connect();
    await settle();
    void subscription.unsubscribe();
    client.subscribe("topic:a");
    await settle();
    expect(wishes()).toHaveLength(1);
    hub.link.callsOf("Unsubscribe")[0]!.answer(null);
    await settle();
    expect(wishes()).toHaveLength(2);
  });

  test.each([
    [true, "subscribing"],
    [false, "ended"],
  ])("Unsubscribed with resubscribe %s leaves it %s", async (resubscribe, state) => {
    const options: SubscriptionOptions = {};
    const subscription = client.subscribe("topic:a", options);
    await client.connect();
    await settle();
    hub.link.say("Unsubscribed", { channel: "topic:a", code: "permission_denied", message: "no more", resubscribe });
    expect(subscription.state).toBe(state);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(subscription.state).toBe(resubscribe ? "subscribed" : "ended");
  });

  test("a client closed for good ends its subscriptions with the reason", async () => {
    const subscription = client.subscribe("topic:a");
    await client.connect();
    await settle();
    const next = subscription[Symbol.asyncIterator]().next();
    hub.link.say("Closing", { code: "kicked", message: "out", reconnect: "never" });
    hub.link.drop();
    await expect(next).rejects.toMatchObject({ code: "kicked" });
    expect(subscription.state).toBe("ended");
  });
});

describe("presence", () => {
  const snapshot = { members: [], users: 0, connections: 0, version: 3 };
  const joined = (version: number) => ({
    channel: "topic:a",
    joined: [{ userId: "ann", connections: [] }],
    updated: [],
    left: [],
    users: 1,
    connections: 1,
    version,
  });

  test("the roster follows the changes and is read again after a jump", async () => {
    hub.onCall = granting({ presence: snapshot });
    const users: number[] = [];
    const subscription = client.subscribe("topic:a", { presence: true, onPresence: (roster) => users.push(roster.users) });
    await client.connect();
    await settle();
    hub.link.say("Presence", joined(4));
    expect(subscription.roster).toMatchObject({ version: 4, members: [{ userId: "ann" }] });
    hub.link.say("Presence", joined(9));
    await settle();
    hub.link.callsOf("ReadPresence")[0]!.answer({ ...snapshot, users: 7, version: 9 });
    await settle();
    expect(users).toEqual([0, 1, 7]);
  });

  test("many jumps ask once", async () => {
    hub.onCall = granting({ presence: snapshot });
    client.subscribe("topic:a", { presence: true });
    await client.connect();
    await settle();
    for (const version of [9, 10, 11]) hub.link.say("Presence", joined(version));
    await settle();
    expect(hub.link.callsOf("ReadPresence")).toHaveLength(1);
  });

  test("presenceRead_RefusedForTheRate_IsAskedAgainWhenTheServerSays", async () => {
    vi.useFakeTimers();
    hub.onCall = granting({ presence: snapshot });
    const subscription = client.subscribe("topic:a", { presence: true });
    await client.connect();
    await settle();
    hub.link.say("Presence", joined(9));
    await settle();
    hub.link.callsOf("ReadPresence")[0]!.refuse("rate_limited: too many reads; retry after 700 ms");
    await vi.advanceTimersByTimeAsync(1_000);
    hub.link.callsOf("ReadPresence")[1]!.answer({ ...snapshot, users: 7, version: 9 });
    await settle();
    expect(subscription.roster?.users).toBe(7);
  });

  test("a reply counts, also when its version is lower than what is held: the server started over", async () => {
    hub.onCall = granting({ presence: { ...snapshot, version: 90 } });
    const subscription = client.subscribe("topic:a", { presence: true });
    await client.connect();
    await settle();
    hub.onCall = granting({ presence: { ...snapshot, users: 4, version: 2 } });
    await comeBack();
    await settle();
    expect(subscription.roster).toMatchObject({ users: 4, version: 2 });
  });
});
