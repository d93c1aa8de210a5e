// Three users type in one document at once with npm's yjs and the official SignalR client alone: invoke and on.
// Says {"step":"half"}, types on while the server is away, and ends with what each one and a newcomer has.
// Usage: node documents.mjs ADDRESS json|messagepack
import { HubEditor, settle, type } from "./editor.mjs";

const [address, protocol] = process.argv.slice(2);
const say = (message) => console.log(JSON.stringify(message));
const make = (name) => HubEditor.start(address, protocol, name);

const editors = await Promise.all(["a", "b", "c"].map(make));
const { documentId } = await editors[0].connection.invoke("CreateDocument", { title: "Together", visibility: "public" });
await Promise.all(editors.map((editor) => editor.open(documentId)));
editors.forEach((editor) => type(editor, 1));
await settle(editors);
const half = editors[0].shows().text;
say({ step: "half", equal: editors.every((editor) => editor.shows().text === half), acknowledged: Math.max(...editors.flatMap((editor) => editor.positions)) });

// The server is killed and comes back; everyone types meanwhile.
await new Promise((resolve) => editors[0].connection.onreconnecting(resolve));
editors.forEach((editor) => type(editor, 2));
await Promise.all(editors.map((editor) => editor.back));
editors.forEach((editor) => type(editor, 3));
await settle(editors);
const late = await make("late");
await late.open(documentId);
await settle([...editors, late]);
const shown = [...editors, late].map((editor) => editor.shows());
const malformed = await editors[1].connection.invoke("PushUpdate", { documentId, update: editors[1].toWire(new Uint8Array([255, 1])) }).then(() => "", (error) => error.message);
say({ step: "end", shown, malformed, pieces: editors.map(({ name }) => [1, 2, 3].filter((round) => late.text.toString().includes(`${name}${round}.`))) });
process.exit(0);
