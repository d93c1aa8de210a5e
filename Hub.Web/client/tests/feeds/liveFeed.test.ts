import { afterEach, expect, test } from "vitest";
import { HubClient } from "../../src/client";
import type { FeedChange } from "../../src/feeds/feedValue";
import { FeedClient } from "../../src/feeds/feedClient";
import type { LiveFeed, LiveFeedOptions } from "../../src/feeds/liveFeed";
import { settle } from "../ScriptedHub";
import { channel, FeedHub } from "./FeedHub";

let client: HubClient;
afterEach(() => client.stop());

async function open(hub: FeedHub, options: LiveFeedOptions = {}): Promise<LiveFeed> {
  client = new HubClient("http://localhost/hub", { open: hub.open, firstRetryDelayMs: 1, longestRetryDelayMs: 2 });
  void client.connect();
  return new FeedClient(client).openFeed("market", options);
}

/** Fields by key, as the feed shows them. */
const shown = (feed: LiveFeed): Record<string, unknown> => Object.fromEntries([...feed.values].map(([key, { fields }]) => [key, fields]));

async function reconnected(hub: FeedHub, feed: LiveFeed): Promise<void> {
  const links = hub.links.length;
  hub.link.drop(new Error("cut"));
  while (hub.links.length === links || feed.state !== "subscribed") await new Promise((resolve) => setTimeout(resolve, 1));
}

test("openFeed_WithKeysAndRate_AsksForThem", async () => {
  const hub = new FeedHub();
  const feed = await open(hub, { keys: ["AAA"], maxRate: 2 });
  expect(hub.link.callsOf("SubscribeMany")[0]!.request).toEqual({ subscriptions: [expect.objectContaining({ channel, keys: ["AAA"], maxRate: 2 })] });
  expect(feed.keys).toEqual(["AAA"]);
});

test("values_PatchesAndRemovals_AreMergedAndTold", async () => {
  const hub = new FeedHub();
  const feed = await open(hub);
  const changes: FeedChange[] = [];
  feed.on("changed", (change) => changes.push(change));
  hub.value("AAA", 101, { price: 1, name: "A" });
  hub.value("AAA", 102, { price: 2 }, { patch: true, merged: 4 });
  hub.value("BBB", 103, { price: 3 });
  hub.value("BBB", 104, {}, { removed: true });
  expect(shown(feed)).toEqual({ AAA: { price: 2, name: "A" } });
  expect(changes.map(({ key, value, merged }) => [key, value?.fields, merged])).toEqual([
    ["AAA", { price: 1, name: "A" }, 0],
    ["AAA", { price: 2, name: "A" }, 4],
    ["BBB", { price: 3 }, 0],
    ["BBB", undefined, 0],
  ]);
  expect([feed.received, feed.merged]).toEqual([4, 4]);
});

test("reconnect_ChangedKeysOnly_KeepsTheOthers", async () => {
  const hub = new FeedHub();
  const feed = await open(hub);
  hub.value("AAA", 101, { price: 1 });
  hub.value("BBB", 102, { price: 2 });
  await reconnected(hub, feed);
  expect(hub.link.callsOf("SubscribeMany")[0]!.request).toEqual({ subscriptions: [expect.objectContaining({ since: { epoch: "a", offset: 102 } })] });
  hub.value("BBB", 103, { price: 3 });
  expect(shown(feed)).toEqual({ AAA: { price: 1 }, BBB: { price: 3 } });
});

test("update_ManyWhileOneIsUnderWay_AsksForTheNewestOnly", async () => {
  const hub = new FeedHub();
  const feed = await open(hub, { keys: ["AAA"] });
  hub.answering = false;
  const done = feed.update({ keys: ["BBB"] });
  await settle();
  for (const key of ["CCC", "DDD", "EEE"]) void feed.update({ keys: [key] });
  hub.answering = true;
  hub.grant(hub.updates[0]!);
  await done;
  expect(hub.asked().map(({ keys }) => keys)).toEqual([["BBB"], ["EEE"]]);
  expect(feed.keys).toEqual(["EEE"]);
});

test("update_SameKeysAndRate_AsksForNothing", async () => {
  const hub = new FeedHub();
  const feed = await open(hub, { keys: ["AAA"], maxRate: 2 });
  await feed.update({ keys: ["AAA"], maxRate: 2 });
  expect(hub.asked()).toEqual([]);
});

test("update_KeysThatAreLeft_AreGoneWhenItIsGrantedAndNewsWhenTheyReturn", async () => {
  const hub = new FeedHub();
  const feed = await open(hub, { keys: ["AAA", "BBB"] });
  hub.value("AAA", 101, { price: 1 });
  hub.value("BBB", 102, { price: 2 });
  await feed.update({ keys: ["BBB"] });
  expect(shown(feed)).toEqual({ BBB: { price: 2 } });
  hub.answering = false;
  const done = feed.update({ keys: ["AAA", "BBB"] });
  await settle();
  hub.value("AAA", 101, { price: 1 }, { snapshot: true });
  hub.grant(hub.updates[0]!);
  await done;
  expect(shown(feed)).toEqual({ AAA: { price: 1 }, BBB: { price: 2 } });
});

test("update_LostWithItsConnection_IsAskedForAgainFromThePositionBefore", async () => {
  const hub = new FeedHub();
  const feed = await open(hub, { keys: ["AAA"] });
  hub.value("AAA", 101, { price: 1 });
  hub.answering = false;
  const done = feed.update({ keys: ["BBB"] });
  await settle();
  hub.value("BBB", 105, { price: 5 });
  hub.answering = true;
  hub.link.drop(new Error("cut"));
  await done;
  expect(hub.link.callsOf("SubscribeMany")[0]!.request).toEqual({ subscriptions: [expect.objectContaining({ keys: ["AAA"], since: { epoch: "a", offset: 101 } })] });
  expect(hub.asked().map(({ keys }) => keys)).toEqual([["BBB"], ["BBB"]]);
  // Of the lost connection nothing is left; the answer to the second had no values.
  expect(shown(feed)).toEqual({});
});

test("update_Refused_RejectsAndLeavesWhatWas", async () => {
  const hub = new FeedHub();
  const feed = await open(hub, { keys: ["AAA"], maxRate: 2 });
  hub.answering = false;
  const done = feed.update({ keys: [""] });
  await settle();
  hub.updates[0]!.refuse("bad_request: a key has no bytes");
  await expect(done).rejects.toMatchObject({ code: "bad_request" });
  hub.answering = true;
  await feed.update({ maxRate: 5 });
  expect(hub.asked().at(-1)).toEqual({ channel, maxRate: 5 });
  expect([feed.keys, feed.maxRate]).toEqual([["AAA"], 5]);
});

test("update_ServerBusy_AsksAgainAfterItsWait", async () => {
  const hub = new FeedHub();
  const feed = await open(hub);
  hub.answering = false;
  const done = feed.update({ maxRate: 1 });
  await settle();
  hub.answering = true;
  hub.updates[0]!.refuse('rate_limited: too many calls; retry after 5 ms\n{"retryAfterMs":5}');
  await done;
  expect(hub.asked()).toHaveLength(2);
});

test("pauseAndResume_OverAReconnect_ComeBackAtTheRateOfBefore", async () => {
  const hub = new FeedHub();
  const feed = await open(hub, { maxRate: 5 });
  await feed.pause();
  expect([feed.paused, feed.maxRate]).toEqual([true, 0]);
  await reconnected(hub, feed);
  expect(hub.link.callsOf("SubscribeMany")[0]!.request).toEqual({ subscriptions: [expect.objectContaining({ maxRate: 0 })] });
  await feed.resume();
  expect([feed.paused, feed.maxRate]).toEqual([false, 5]);
  expect(hub.asked().map(({ maxRate }) => maxRate)).toEqual([0, 5]);
});

test("reset_Live_StartsOverWithTheWholeState", async () => {
  const hub = new FeedHub();
  const feed = await open(hub);
  hub.value("AAA", 101, { price: 1 });
  let resets = 0;
  feed.on("reset", () => resets++);
  hub.link.say("Reset", { channel, position: { epoch: "b", offset: 2 }, reason: "epoch" });
  expect(shown(feed)).toEqual({});
  await settle();
  const again = hub.link.callsOf("SubscribeMany")[1]!.request;
  expect(again).toEqual({ subscriptions: [expect.not.objectContaining({ since: expect.anything() })] });
  hub.value("AAA", 103, { price: 4 });
  expect([resets, shown(feed)]).toEqual([1, { AAA: { price: 4 } }]);
});

test("dispose_Open_Unsubscribes", async () => {
  const hub = new FeedHub();
  const feed = await open(hub);
  feed[Symbol.dispose]();
  expect(hub.link.callsOf("Unsubscribe")).toHaveLength(1);
  expect(feed.state).toBe("ended");
  await expect(feed.update({ maxRate: 1 })).rejects.toThrow("closed");
});
