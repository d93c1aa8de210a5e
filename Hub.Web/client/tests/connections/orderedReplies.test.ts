import { HttpTransportType } from "@microsoft/signalr";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { WebSocketServer, type WebSocket } from "ws";
import { HubClient } from "../../src/index";
import { welcome } from "../ScriptedHub";

const end = "\u001e";
const position = (epoch: string, offset: number) => ({ epoch, offset });
const callback = (target: string, argument: unknown): string => JSON.stringify({ type: 1, target, arguments: [argument] }) + end;
const publication = (offset: number): string => callback("Publication", { channel: "topic:a", offset, type: "t", data: offset, time: 0 });

let server: WebSocketServer;
/** What the server says in one packet in answer to SubscribeMany. */
let packet: (reply: string) => string;

beforeEach(async () => {
  server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  server.on("connection", serve);
  await new Promise((resolve) => server.once("listening", resolve));
});

afterEach(() => new Promise((resolve) => server.close(resolve)));

/** As much of SignalR's JSON protocol as this takes. */
function serve(socket: WebSocket): void {
  socket.once("message", () => {
    socket.send(`{}${end}${callback("Welcome", welcome)}`);
    socket.on("message", (bytes: Buffer) => {
      for (const text of bytes.toString().split(end)) {
        const message = text === "" ? undefined : (JSON.parse(text) as { target?: string; invocationId: string });
        if (message?.target !== "SubscribeMany") continue;
        const subscription = { channel: "topic:a", mode: "log", position: position("a", 2), recovered: true };
        socket.send(packet(JSON.stringify({ type: 3, invocationId: message.invocationId, result: { results: [{ subscription }] } }) + end));
      }
    });
  });
}

test("what stands behind a reply in the same packet is judged after it", async () => {
  // A Reset and the publications of its epoch, right behind the reply of the old one.
  packet = (reply) =>
    publication(1) + publication(2) + reply + publication(3) + callback("Reset", { channel: "topic:a", position: position("b", 0), reason: "epoch" }) + publication(1);
  const seen: (number | string)[] = [];
  using client = new HubClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hub`, {
    http: { skipNegotiation: true, transport: HttpTransportType.WebSockets },
  });
  const done = new Promise<void>((resolve) => {
    client.subscribe<number>("topic:a", {
      since: position("a", 0),
      onReset: ({ position: { epoch } }) => seen.push(epoch),
      onPublication: ({ data }) => void (seen.push(data), seen.length === 5 && resolve()),
    });
  });
  void client.connect();
  await done;
  expect(seen).toEqual([1, 2, 3, "b", 1]);
});

test("a value that can't be written is the caller's mistake and harms nothing", async () => {
  using client = new HubClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hub`, {
    http: { skipNegotiation: true, transport: HttpTransportType.WebSockets },
  });
  await client.connect();
  const round: Record<string, unknown> = {};
  round.self = round;
  await expect(client.publish("topic:a", "t", round)).rejects.toMatchObject({ code: "bad_request" });
  expect(client.status.state).toBe("connected");
});
