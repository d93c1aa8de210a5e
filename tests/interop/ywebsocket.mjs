// Two users with y-websocket's own provider and two on the hub type in one document at once.
// Says {"step":"half"}, types on while the server is away, and ends with what each one and a newcomer has.
// Usage: node ywebsocket.mjs ADDRESS
import { HubEditor, ProviderEditor, settle, type } from "./editor.mjs";

const [address] = process.argv.slice(2);
const say = (message) => new Promise((resolve) => process.stdout.write(`${JSON.stringify(message)}\n`, resolve));
const names = (provider) => [...provider.awareness.getStates().values()].map((state) => state.user?.name).sort();
const until = async (holds) => {
  for (const deadline = Date.now() + 30_000; !holds() && Date.now() < deadline;) await new Promise((resolve) => setTimeout(resolve, 20));
};

const hubs = await Promise.all([HubEditor.start(address, "json", "a"), HubEditor.start(address, "messagepack", "b")]);
const { documentId } = await hubs[0].connection.invoke("CreateDocument", { title: "Together", documentId: "to/get her?".replace(" ", "-"), visibility: "public" });
await Promise.all(hubs.map((hub) => hub.open(documentId)));
const providers = await Promise.all(["c", "d"].map((name) => ProviderEditor.open(address, name, encodeURIComponent(documentId))));
const all = [...hubs, ...providers];
all.forEach((editor) => type(editor, 1));
await settle(all);
const half = all[0].shows().text;
await until(() => providers.every(({ provider }) => names(provider).join() === "c,d") && hubs.every((hub) => hub.seen.length > 0));
say({ step: "half", equal: all.every((editor) => editor.shows().text === half), awareness: providers.map(({ provider }) => names(provider)), signals: hubs.map((hub) => hub.seen.length > 0) });

// The server is killed and comes back; everyone types meanwhile.
await Promise.all([
  new Promise((resolve) => hubs[0].connection.onreconnecting(resolve)),
  ...providers.map(({ provider }) => new Promise((resolve) => provider.once("connection-close", resolve))),
]);
all.forEach((editor) => type(editor, 2));
await Promise.all([...hubs.map((hub) => hub.back), ...providers.map((editor) => editor.synced())]);
all.forEach((editor) => type(editor, 3));
await settle(all);
const late = await ProviderEditor.open(address, "late", encodeURIComponent(documentId));
await settle([...all, late]);
providers[1].provider.disconnect();
await until(() => names(providers[0].provider).join() === "c,late");
await say({
  step: "end",
  shown: [...all, late].map((editor) => editor.shows()),
  pieces: all.map(({ name }) => [1, 2, 3].filter((round) => late.text.toString().includes(`${name}${round}.`))),
  left: names(providers[0].provider),
});
process.exit(0);
