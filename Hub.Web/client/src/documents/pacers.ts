import type { HubClient } from "../client.js";
import { CallPacer } from "../connections/callPacer.js";

/** The paces of the documents of one connection. */
export interface DocumentPacers {
  /** Well below the 50 publishes a second that the server takes: the user's other publishes have room. */
  readonly updates: CallPacer;
  /** Well below its 100 signals a second. */
  readonly awareness: CallPacer;
}

const pacers = new WeakMap<HubClient, DocumentPacers>();

/** All documents of a client share them, as they share the limits of its connection. */
export function pacersOf(client: HubClient): DocumentPacers {
  const held = pacers.get(client) ?? {
    updates: new CallPacer({ everyMs: 50, burst: 5 }),
    awareness: new CallPacer({ everyMs: 100, burst: 3 }),
  };
  pacers.set(client, held);
  return held;
}
