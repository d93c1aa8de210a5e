import { HubClient } from "@realtimehub/client";
import { expect, test } from "vitest";
import { AdminStage, keys, limit, overflow, row, secret, settings, signIn, violations } from "./adminStage";
import { Server } from "./server";
import { signedToken } from "./tokens";

const on = new AdminStage();

test.each([1280, 390])("the server view shows what /health/ready warns of, and webhooks with what they gave up (%d px)", { timeout: 180_000 }, async (width) => {
  const server = await Server.start({
    ...settings,
    "Hub:Webhooks:shop:Address": "http://127.0.0.1:1/events",
    "Hub:Webhooks:shop:Secret": `whsec_${Buffer.from(secret).toString("base64")}`,
    "Hub:Webhooks:shop:Events": "channel.occupied",
    "Hub:Webhooks:shop:AllowPrivateAddresses": "true",
    "Hub:Webhooks:shop:RetryFor": "00:00:00",
  });
  const client = new HubClient(`${server.address}/hub`, { token: signedToken(secret, { sub: "ann", grants: [{ channels: "topic:*", allow: ["subscribe"] }] }) });
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
