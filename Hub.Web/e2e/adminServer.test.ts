import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { HubClient } from "@realtimehub/client";
import { expect, test } from "vitest";
import { AdminStage, keys, limit, overflow, row, secret, settings, signIn, violations } from "./adminStage";
import { Server } from "./server";
import { signedToken } from "./tokens";

const on = new AdminStage();

/** Gives up what is not taken at the first try. */
const withWebhook = (address: string): Readonly<Record<string, string>> => ({
  ...settings,
  "Hub:Webhooks:shop:Address": address,
  "Hub:Webhooks:shop:Secret": `whsec_${Buffer.from(secret).toString("base64")}`,
  "Hub:Webhooks:shop:Events": "channel.occupied",
  "Hub:Webhooks:shop:AllowPrivateAddresses": "true",
  "Hub:Webhooks:shop:RetryFor": "00:00:00",
});

const subscriber = (server: Server): HubClient =>
  new HubClient(`${server.address}/hub`, { token: signedToken(secret, { sub: "ann", grants: [{ channels: "topic:*", allow: ["subscribe"] }] }) });

test.each([1280, 390])("the server view shows what /health/ready warns of, and webhooks with what they gave up (%d px)", { timeout: 180_000 }, async (width) => {
  const server = await Server.start(withWebhook("http://127.0.0.1:1/events"));
  const client = subscriber(server);
  const { page, complaints } = await on.door({ width });
  try {
    void client.connect();
    await client.subscribe("topic:orders").ready;
    await page.goto(`${server.address}/admin`);
    await signIn(page, keys.admin);
    const warnings = page.getByRole("region", { name: "Warnings" });
    await warnings.getByText(/broken/).waitFor(limit);
    await warnings.getByText(/shop/).waitFor(limit);
    await row(page, "topic:orders").filter({ hasText: "channel.occupied" }).waitFor(limit);
    await page.getByRole("table", { name: "Webhooks" }).getByText("shop").waitFor(limit);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
  } finally {
    client.stop();
    await page.context().close();
    await server.stop();
  }
});

test.each([1280, 390])("what a webhook gave up is sent again or dropped (%d px)", { timeout: 180_000 }, async (width) => {
  const receiver = { answers: 500, got: [] as string[] };
  const shop = createServer((request, response) => {
    let body = "";
    request.on("data", (piece: Buffer) => (body += piece.toString()));
    request.on("end", () => {
      receiver.got.push(body);
      response.writeHead(receiver.answers).end();
    });
  });
  await new Promise<void>((resolve) => shop.listen(0, "127.0.0.1", resolve));
  const server = await Server.start(withWebhook(`http://127.0.0.1:${(shop.address() as AddressInfo).port}/events`));
  const client = subscriber(server);
  const { page, complaints } = await on.door({ width });
  try {
    void client.connect();
    await client.subscribe("topic:orders").ready;
    await client.subscribe("topic:returns").ready;
    await page.goto(`${server.address}/admin`);
    await signIn(page, keys.admin);
    const letters = page.getByRole("table", { name: "Dead letters" });
    const orders = letters.getByRole("row").filter({ hasText: "topic:orders" });
    const returns = letters.getByRole("row").filter({ hasText: "topic:returns" });
    await orders.waitFor(limit);
    await returns.waitFor(limit);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect(await violations(page)).toEqual([]);

    await orders.getByRole("button", { name: "Send again" }).click();
    await page.getByText(/channel\.occupied of topic:orders was refused again: .*500/).waitFor(limit);
    await returns.getByRole("button", { name: "Drop…" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Drop" }).click();
    await returns.waitFor({ ...limit, state: "detached" });

    receiver.answers = 204;
    await orders.getByRole("button", { name: "Send again" }).click();
    await page.getByText("channel.occupied of topic:orders was delivered.").waitFor(limit);
    await letters.waitFor({ ...limit, state: "detached" });
    expect(receiver.got.at(-1)).toContain("topic:orders");
    expect(complaints).toEqual([]);
  } finally {
    client.stop();
    await page.context().close();
    await server.stop();
    shop.closeAllConnections();
    shop.close();
  }
});
