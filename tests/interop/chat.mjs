// A chat of two users on two devices each, with the official client alone: invoke and on.
// Says {"step":"half"} and goes on when all devices have come back to a restarted server; ends with what each device shows.
// Usage: node chat.mjs URL json|messagepack ROOM ADA_TOKEN BOB_TOKEN
import { HubConnectionBuilder, JsonHubProtocol, LogLevel } from "@microsoft/signalr";
import { MessagePackHubProtocol } from "@microsoft/signalr-protocol-msgpack";

const [url, protocol, room, adaToken, bobToken] = process.argv.slice(2);
const channel = "chat:" + room;

class Device {
  constructor(name, token) {
    this.name = name;
    this.messages = new Map();
    this.typing = [];
    this.ended = null;
    this.position = null;
    this.connection = new HubConnectionBuilder()
      .withUrl(url, { accessTokenFactory: () => token })
      .withHubProtocol(protocol === "messagepack" ? new MessagePackHubProtocol() : new JsonHubProtocol())
      .withAutomaticReconnect({ nextRetryDelayInMilliseconds: () => 100 })
      .configureLogging(LogLevel.None)
      .build();
    this.connection.on("Publication", (publication) => this.hear(publication));
    this.connection.on("Signal", (signal) => this.typing.push(signal.data));
    this.connection.on("Unsubscribed", (end) => (this.ended = end));
    for (const unused of ["Welcome", "Presence", "Draining", "Closing", "Reset", "TokenExpiring"]) this.connection.on(unused, () => {});
    this.back = new Promise((resolve) => this.connection.onreconnected(() => this.subscribe().then(resolve, resolve)));
  }

  hear(publication) {
    this.position = { ...this.position, offset: publication.offset };
    const message = publication.data;
    if (message.messageId > 0 && !(this.messages.get(message.messageId)?.version >= message.version)) this.messages.set(message.messageId, message);
  }

  async subscribe() {
    const reply = await this.connection.invoke("Subscribe", { channel, since: this.position ?? undefined });
    this.position = reply.position;
    return reply;
  }

  invoke(method, request) {
    return this.connection.invoke(method, { room, ...request });
  }

  async refused(method, request) {
    try {
      await this.invoke(method, request);
      return "not refused";
    } catch (error) {
      return /HubException: ([a-z_]+): /s.exec(error.message)?.[1] ?? error.message;
    }
  }

  shown() {
    return [...this.messages.values()].sort((a, b) => a.messageId - b.messageId);
  }
}

const adaPhone = new Device("ada phone", adaToken);
const adaLaptop = new Device("ada laptop", adaToken);
const bobPhone = new Device("bob phone", bobToken);
const bobLaptop = new Device("bob laptop", bobToken);
const devices = [adaPhone, adaLaptop, bobPhone, bobLaptop];

await Promise.all(devices.map((device) => device.connection.start()));
await adaPhone.invoke("CreateRoom", { title: "A room", visibility: "private" });
const outside = await bobPhone.refused("JoinRoom", {});
await adaPhone.invoke("InviteMember", { userId: "bob" });
await bobPhone.invoke("JoinRoom", {});
for (const device of devices) await device.subscribe();

const hello = await adaPhone.invoke("PostMessage", { text: "hello @bob", idempotencyKey: "k1" });
const repeated = await adaLaptop.invoke("PostMessage", { text: "hello @bob", idempotencyKey: "k1" });
await bobPhone.invoke("SetTyping", { typing: true });
const reply = await bobPhone.invoke("PostMessage", { text: "hi", replyTo: hello.messageId });
await bobLaptop.invoke("React", { messageId: hello.messageId, emoji: "👍" });

// Nobody keeps signals: they must have come before the server goes.
while (adaLaptop.typing.length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
console.log(JSON.stringify({ step: "half" }));
await Promise.all(devices.map((device) => device.back));

const edited = await adaLaptop.invoke("EditMessage", { messageId: hello.messageId, text: "good morning" });
await bobLaptop.invoke("DeleteMessage", { messageId: reply.messageId });
const forged = await bobPhone.refused("EditMessage", { messageId: hello.messageId, text: "forged" });
const cursors = await bobLaptop.connection.invoke("ReadCursors", {});
const found = await bobLaptop.invoke("SearchMessages", { query: "MORNING" });
const last = await adaPhone.invoke("PostMessage", { text: "last" });
for (const device of devices) {
  while (!device.messages.has(last.messageId)) await new Promise((resolve) => setTimeout(resolve, 20));
}

await adaPhone.invoke("Kick", { userId: "bob" });
while (!bobPhone.ended || !bobLaptop.ended) await new Promise((resolve) => setTimeout(resolve, 20));
const kicked = await bobLaptop.refused("PostMessage", { text: "still here" });
console.log(JSON.stringify({
  step: "end",
  outside, forged, kicked,
  sameMessage: repeated.messageId === hello.messageId,
  version: edited.version,
  cursors: cursors.cursors,
  found: found.messages.map((message) => message.messageId),
  hello: hello.messageId,
  typing: adaLaptop.typing,
  ends: [bobPhone.ended, bobLaptop.ended],
  shown: devices.map((device) => device.shown()),
}));
await Promise.all(devices.map((device) => device.connection.stop()));
