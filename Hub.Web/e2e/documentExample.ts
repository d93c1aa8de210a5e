import { guestTokens, HubClient } from "@realtimehub/client";
import { DocumentClient, SignalRProvider } from "@realtimehub/client/documents";
import * as Y from "yjs";

const hub = "http://localhost:5080/hub";
const client = new HubClient(hub, { token: guestTokens({ hub, name: "Ann" }) });
void client.connect();
const { documentId } = await new DocumentClient(client).createDocument({ title: "Shopping list" });

// Any editor binding of Yjs works on `doc`, with its cursors in `provider.awareness`.
const doc = new Y.Doc();
const provider = new SignalRProvider(client, documentId, doc);
doc.getText("content").insert(0, "- tea\n");

// "saved" means that the server has it on disk.
await new Promise<void>((resolve) => provider.on("status", ({ state }) => state === "saved" && resolve()));
console.log(provider.status);

provider.destroy();
client.stop();
