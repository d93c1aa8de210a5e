import { guestTokens, HubClient } from "@realtimehub/client";
import { ChatClient } from "@realtimehub/client/chat";

const hub = "http://localhost:5080/hub";
const client = new HubClient(hub, { token: guestTokens({ hub, name: "Ann" }) });
void client.connect();

// Makes the room, or joins the one that is there.
const chat = new ChatClient(client);
await chat.createRoom({ room: "tea", title: "Tea", visibility: "public" }).catch(() => chat.joinRoom("tea"));
const room = await chat.openRoom("tea");

// Draw as often as you like, such as once a frame; entries that didn't change are the same objects.
let shown = room.messages;
room.on("changed", () => (shown = room.messages));

await room.post("hello");
console.log(shown.map(({ message, state }) => `${message.author.name}: ${message.text} (${state})`));

room[Symbol.dispose]();
client.stop();
