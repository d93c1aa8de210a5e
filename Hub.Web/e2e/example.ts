import { HubClient } from "@realtimehub/client";

const client = new HubClient("http://localhost:5080/hub");
void client.connect();

// Begins with the last ten, goes on live, and comes back to the exact place after every lost connection.
const news = client.subscribe<{ text: string }>("topic:news", { last: 10 });

// Resolves when the server has accepted it. Without a connection it waits for the next one.
await client.publish("topic:news", "headline", { text: "It works" });

for await (const { offset, type, data } of news) {
  console.log(offset, type, data.text);
  if (data.text === "It works") break;
}

client.stop();
