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
client.start();

const hello = client.subscribe("topic:hello", { last: 10 });
await client.publish("topic:hello", "greeting", { text: "Hello from JavaScript" });

for await (const { offset, type, data } of hello) {
  console.log(offset, type, data);
}`,
    },
    {
      title: ".NET",
      note: "Package Hub.Client, with the same guarantees.",
      code: `await using var client = new HubClient(new Uri("${hub}"));
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
      note: "Any SignalR client will do: all guarantees hold on the wire. To go on after a lost connection, subscribe with since: the last position you saw.",
      code: `import { HubConnectionBuilder } from "@microsoft/signalr";

const connection = new HubConnectionBuilder().withUrl("${hub}").withAutomaticReconnect().build();
connection.on("Publication", (publication) => console.log(publication));
await connection.start();

await connection.invoke("Subscribe", { channel: "topic:hello", last: 10 });
await connection.invoke("Publish", { channel: "topic:hello", type: "greeting", data: { text: "Hello" } });`,
    },
  ];
}
