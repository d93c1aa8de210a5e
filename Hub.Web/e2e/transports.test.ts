import { HttpTransportType } from "@microsoft/signalr";
import { guestTokens, HubClient, HubCallError } from "@realtimehub/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CuttingProxy } from "./CuttingProxy";
import { Server } from "./server";

let server: Server;
let proxy: CuttingProxy;

beforeAll(async () => {
  server = await Server.start({ "Hub:Auth:AllowAnonymous": "false", "Hub:Auth:AllowGuests": "true" });
  proxy = await CuttingProxy.start(server.port, () => 0);
}, 120_000);

afterAll(async () => {
  await proxy?.stop();
  await server?.stop();
});

test.each([
  ["WebSockets", HttpTransportType.WebSockets],
  ["ServerSentEvents", HttpTransportType.ServerSentEvents],
  ["LongPolling", HttpTransportType.LongPolling],
])("a guest publishes and recovers over %s", { timeout: 90_000 }, async (name, transport) => {
  const hub = `${proxy.address}/hub`;
  using client = new HubClient(hub, { token: guestTokens({ hub, name: "Ann" }), http: { transport }, firstRetryDelayMs: 50, longestRetryDelayMs: 500 });
  const { userId } = await client.connect();
  expect(userId).toBeTruthy();

  const news = client.subscribe<number>(`topic:${name}`, { presence: true });
  await news.ready;
  expect(news.roster?.members).toMatchObject([{ userId, name: "Ann" }]);
  await client.publish(`topic:${name}`, "number", 1);
  proxy.cutAll();
  await client.publish(`topic:${name}`, "number", 2);

  const got: number[] = [];
  for await (const { data, publisher } of news) {
    expect(publisher?.userId).toBe(userId);
    got.push(data);
    if (data === 2) break;
  }
  expect(got).toEqual([1, 2]);
});

test("a refused token is said and tried again", { timeout: 60_000 }, async () => {
  using client = new HubClient(`${proxy.address}/hub`, { firstRetryDelayMs: 50, longestRetryDelayMs: 100 });
  const refused = new Promise<string>((resolve) => {
    client.on("status", (status) => "error" in status && status.error instanceof HubCallError && resolve(status.error.code));
  });
  void client.connect();
  expect(await refused).toBe("unauthorized");
  expect(client.status.state).toBe("connecting");
});
