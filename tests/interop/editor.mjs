// Users who edit documents with npm's yjs: over the hub with the official SignalR client, or with y-websocket's provider as it is.
import { HubConnectionBuilder, JsonHubProtocol, LogLevel } from "@microsoft/signalr";
import { MessagePackHubProtocol } from "@microsoft/signalr-protocol-msgpack";
import WebSocket from "ws";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import { guest } from "./connect.mjs";

const fromWire = (bytes) => (typeof bytes === "string" ? Buffer.from(bytes, "base64") : bytes);

class Editor {
  constructor(name) {
    this.name = name;
    this.doc = new Y.Doc();
    this.text = this.doc.getText("content");
  }

  shows() {
    return { text: JSON.stringify(this.text.toDelta()), state: Buffer.from(Y.encodeStateAsUpdate(this.doc)).toString("base64") };
  }
}

export class HubEditor extends Editor {
  static async start(address, protocol, name) {
    const editor = new HubEditor(address, protocol, name, (await guest(address, name)).token);
    await editor.connection.start();
    return editor;
  }

  constructor(address, protocol, name, token) {
    super(name);
    this.protocol = protocol;
    this.pushing = Promise.resolve();
    this.positions = [];
    this.connection = new HubConnectionBuilder()
      .withUrl(new URL("hub", address).href, { accessTokenFactory: () => token })
      .withHubProtocol(protocol === "messagepack" ? new MessagePackHubProtocol() : new JsonHubProtocol())
      .withAutomaticReconnect({ nextRetryDelayInMilliseconds: () => 100 })
      .configureLogging(LogLevel.None)
      .build();
    this.seen = [];
    for (const unused of ["Welcome", "Presence", "Draining", "Closing", "TokenExpiring", "Reset", "Unsubscribed"]) this.connection.on(unused, () => {});
    this.connection.on("Publication", ({ type, data }) => {
      if (type === "doc.updated") Y.applyUpdate(this.doc, fromWire(data.update), "server");
    });
    this.connection.on("Signal", ({ type, data }) => {
      if (type === "doc.awareness") this.seen.push(fromWire(data.update));
    });
    this.doc.on("update", (update, origin) => {
      if (origin !== "server") this.push(update);
    });
    this.back = new Promise((resolve) => this.connection.onreconnected(() => this.open().then(resolve)));
  }

  toWire(bytes) {
    return this.protocol === "json" ? Buffer.from(bytes).toString("base64") : bytes;
  }

  // A push that fails is made up for by the next open.
  push(update) {
    this.pushing = this.pushing.then(() => this.connection.invoke("PushUpdate", { documentId: this.documentId, update: this.toWire(update) }).then(
      ({ position }) => this.positions.push(position.offset),
      () => {}));
  }

  async open(documentId = this.documentId) {
    this.documentId = documentId;
    const reply = await this.connection.invoke("OpenDocument", { documentId, stateVector: this.toWire(Y.encodeStateVector(this.doc)) });
    Y.applyUpdate(this.doc, fromWire(reply.update), "server");
    this.push(Y.encodeStateAsUpdate(this.doc, fromWire(reply.stateVector)));
    await this.pushing;
    return reply;
  }
}

export class ProviderEditor extends Editor {
  constructor(address, name, documentId, token) {
    super(name);
    const server = new URL("yjs", address).href.replace("http", "ws");
    this.provider = new WebsocketProvider(server, documentId, this.doc, { params: { access_token: token }, WebSocketPolyfill: WebSocket, disableBc: true, maxBackoffTime: 200 });
    this.provider.awareness.setLocalStateField("user", { name });
  }

  static async open(address, name, documentId) {
    const editor = new ProviderEditor(address, name, documentId, (await guest(address, name)).token);
    await editor.synced();
    return editor;
  }

  synced() {
    return this.provider.synced ? Promise.resolve() : new Promise((resolve) => this.provider.once("sync", resolve));
  }
}

/** Types, formats and deletes, each edit a transaction of its own. */
export function type(editor, round) {
  for (let i = 0; i < 20; i++) {
    const at = (i * 7 + round) % (editor.text.length + 1);
    editor.text.insert(at, `${editor.name}${round}.${i} `, i % 5 === 0 ? { bold: true } : {});
    if (i % 4 === 3) editor.text.delete(0, 2);
  }
}

/** Returns when all have the same document, or when time is up. */
export async function settle(editors) {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline;) {
    await Promise.all(editors.map((editor) => editor.pushing));
    const all = editors.map((editor) => editor.shows().state);
    if (all.every((state) => state === all[0])) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
