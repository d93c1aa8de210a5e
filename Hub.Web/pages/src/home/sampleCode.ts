export interface Sample {
  readonly title: string;
  readonly code: string;
  readonly note: string;
}

/** What a visitor can paste, with this server's own address in it. */
export function samplesFor(hub: string): readonly Sample[] {
  return [
    {
      title: "JavaScript",
      note: "Package @realtimehub/client, for browsers, workers and Node. It reconnects, recovers and keeps what you publish while offline.",
      code: `import { HubClient } from "@realtimehub/client";

const client = new HubClient("${hub}");
void client.connect();

const hello = client.subscribe("topic:hello", { last: 10 });
await client.publish("topic:hello", "greeting", { text: "Hello from JavaScript" });

for await (const { offset, type, data } of hello) {
  console.log(offset, type, data);
}`,
    },
    {
      title: ".NET",
      note: "Package Hub.Client, with the same guarantees.",
      code: `using RealtimeHub.Client;

await using var client = new HubClient(new Uri("${hub}"));
await using var hello = await client.SubscribeAsync("topic:hello", new SubscriptionOptions { Last = 10 });
await client.PublishAsync("topic:hello", "greeting", new { text = "Hello from .NET" });

await foreach (var publication in hello)
    Console.WriteLine($"{publication.Offset} {publication.Type}");`,
    },
    {
      title: "Console",
      note: "The console client shows what goes through a channel, as lines or as JSON.",
      code: `dotnet run --project Hub.Console -- sub topic:hello
dotnet run --project Hub.Console -- pub topic:hello greeting '{"text":"Hello"}'
dotnet run --project Hub.Console -- watch feed:host`,
    },
    {
      title: "Plain SignalR",
      note: "Any SignalR client will do: all guarantees hold on the wire. After a lost connection it subscribes again with since, the last position it saw.",
      code: `import { HubConnectionBuilder } from "@microsoft/signalr";

const connection = new HubConnectionBuilder().withUrl("${hub}").withAutomaticReconnect().build();
let position; // where to continue after a lost connection

async function subscribe() {
  const start = position ? { since: position } : { last: 10 };
  const reply = await connection.invoke("Subscribe", { channel: "topic:hello", ...start });
  if (position && !reply.recovered) console.warn("Some publications are no longer in the history:", reply.gap);
  position = reply.position;
}

connection.on("Welcome", () => {});
connection.on("Publication", (publication) => {
  console.log(publication);
  if (position) position = { ...position, offset: publication.offset };
});
connection.onreconnected(subscribe);

await connection.start();
await subscribe();
await connection.invoke("Publish", { channel: "topic:hello", type: "greeting", data: { text: "Hello" } });`,
    },
  ];
}
