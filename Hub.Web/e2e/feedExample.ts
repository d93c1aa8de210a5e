import { HubClient } from "@realtimehub/client";
import { FeedClient } from "@realtimehub/client/feeds";

const client = new HubClient("http://localhost:5080/hub");
void client.connect();

// The newest values of two shares, at most two a second of each.
const market = await new FeedClient(client).openFeed("market", { keys: ["ABEE", "ABEF"], maxRate: 2 });
console.log(market.values.get("ABEE")?.fields.name);

// Other keys, such as when a table scrolls: may be called as often as it does.
await market.update({ keys: ["ACOE", "ACOF", "ACOH"] });
console.log([...market.values.keys()]);

// Each change, with the value before it.
await new Promise<void>((resolve) => {
  market.on("changed", ({ value, before }) => {
    if (value && before && value.fields.volume !== before.fields.volume) resolve();
  });
});
client.stop();
