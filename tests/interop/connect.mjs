// Connections of the official clients, as the end-to-end tests ask for them: majors 3 and 6 to 10, any transport, json or messagepack.
import * as newest from "@microsoft/signalr";
import { MessagePackHubProtocol } from "@microsoft/signalr-protocol-msgpack";
import * as third from "signalr3";
import * as sixth from "signalr6";
import * as seventh from "signalr7";
import * as eighth from "signalr8";
import * as ninth from "signalr9";

const clients = { 3: third, 6: sixth, 7: seventh, 8: eighth, 9: ninth, 10: newest };

const callbacks = ["Welcome", "Publication", "Signal", "Presence", "Reset", "Unsubscribed", "TokenExpiring", "Draining", "Closing"];
const longest = 60_000;

/** A connection that keeps everything it hears, in order, as { name, value } in `seen`. */
export async function connect({ address, client, transport, protocol = "json", token, reconnect, starts = true }) {
  const signalr = clients[client];
  const builder = new signalr.HubConnectionBuilder()
    .withUrl(new URL("hub", address).href, {
      // Without a transport the client takes what it gets, best first.
      ...(transport === undefined ? {} : { transport: signalr.HttpTransportType[transport] }),
      ...(token === undefined ? {} : { accessTokenFactory: typeof token === "function" ? token : () => token }),
    })
    .configureLogging(signalr.LogLevel.None);
  if (protocol === "messagepack") builder.withHubProtocol(new MessagePackHubProtocol());
  if (reconnect !== undefined) builder.withAutomaticReconnect(reconnect);
  const connection = builder.build();
  const seen = [];
  const waiting = new Set();
  const look = () => { for (const check of [...waiting]) check(); };
  for (const name of callbacks) connection.on(name, (value) => { seen.push({ name, value }); look(); });

  /** Waits until the condition over all that was seen gives something, and gives that. */
  function until(condition, what) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => end(() => reject(new Error(`in vain: ${what}; seen: ${JSON.stringify(seen.slice(-8))}`))), longest);
      function end(act) { clearTimeout(timer); waiting.delete(check); act(); }
      function check() {
        const found = condition(seen);
        if (found) end(() => resolve(found));
      }
      waiting.add(check);
      check();
    });
  }

  const hub = {
    connection,
    seen,
    until,
    all: (name) => seen.filter((one) => one.name === name).map((one) => one.value),
    first: (name, matches = () => true) => until((all) => all.find((one) => one.name === name && matches(one.value)), name).then((one) => one.value),
    publications: (channel) => hub.all("Publication").filter((one) => one.channel === channel),
    offsets: (channel) => hub.publications(channel).map((one) => one.offset),
    invoke: (method, ...request) => connection.invoke(method, ...request),
    stop: () => connection.stop(),
  };
  if (!starts) return hub;
  await connection.start();
  hub.welcome = await hub.first("Welcome");
  return hub;
}

/** The refusal that a call must end in: { code, text }. */
export async function refusal(call) {
  try {
    await call;
  } catch (error) {
    const match = /HubException: ([a-z_]+): ([^\n]*)(?:\n(\{.*\}))?$/s.exec(error.message);
    return match ? { code: match[1], text: match[2], details: match[3] && JSON.parse(match[3]) } : { code: null, text: error.message };
  }
  throw new Error("the call was not refused");
}

export async function guest(address, name) {
  const answer = await fetch(new URL("auth/guest", address), { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ name }) });
  if (!answer.ok) throw new Error(`no guest token: ${answer.status}`);
  return answer.json();
}

let last = 0;
/** A channel of a namespace that nobody else uses. */
export const channelOf = (namespace) => `${namespace}:${process.pid}-${Date.now()}-${++last}`;

/** Runs stories one after another and says as JSON which went well; the first that fails ends the program. */
export async function tell(stories) {
  for (const [story, act] of Object.entries(stories)) {
    try {
      await act();
      console.log(JSON.stringify({ story, ok: true }));
    } catch (error) {
      console.log(JSON.stringify({ story, ok: false, error: error.stack }));
      process.exit(1);
    }
  }
  process.exit(0);
}
