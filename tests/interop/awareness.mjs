// A user with y-websocket's own provider beside a program: says where it is, and whom it sees.
// Usage: node awareness.mjs ADDRESS DOCUMENT_ID
import * as Y from "yjs";
import { ProviderEditor } from "./editor.mjs";

const [address, documentId] = process.argv.slice(2);
const say = (message) => new Promise((resolve) => process.stdout.write(`${JSON.stringify(message)}\n`, resolve));
const bob = await ProviderEditor.open(address, "Bob", encodeURIComponent(documentId));
const { awareness } = bob.provider;
const indexOf = (place) => Y.createAbsolutePositionFromRelativePosition(Y.createRelativePositionFromJSON(place), bob.doc)?.index;
const others = () =>
  [...awareness.getStates()]
    .filter(([id]) => id !== awareness.clientID)
    .map(([id, { user, cursor }]) => ({ id, name: user?.name, anchor: cursor && indexOf(cursor.anchor), head: cursor && indexOf(cursor.head) }));

awareness.setLocalStateField("cursor", { anchor: Y.createRelativePositionFromTypeIndex(bob.text, 2), head: Y.createRelativePositionFromTypeIndex(bob.text, bob.text.length) });
let shown = "";
const show = () => {
  const now = JSON.stringify(others());
  if (now !== shown) void say({ others: JSON.parse((shown = now)) });
};
awareness.on("update", show);
bob.doc.on("update", show);
show();
// Asked to leave, it says so.
process.on("SIGTERM", () => {
  bob.provider.destroy();
  setTimeout(() => process.exit(0), 200);
});
