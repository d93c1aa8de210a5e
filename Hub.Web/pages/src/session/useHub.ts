import type { HubClient } from "@realtimehub/client";
import { useEffect, useState } from "preact/hooks";
import { readAuthOptions, type AuthOptions } from "./authOptions";
import { becomeGuest } from "./guest";
import { connectedHub } from "./hubOf";
import { forget, heldSession, signIn, type Session } from "./session";

/** How a page that needs no user stands with its hub. */
export type HubEntry =
  | { readonly kind: "asking" }
  | { readonly kind: "connected"; readonly client: HubClient }
  /** A token is needed. `lost`: the last one was not taken; `why` not, where that is known. */
  | { readonly kind: "signIn"; readonly options: AuthOptions; readonly lost: boolean; readonly why?: string | undefined; enter(session: Session): void };

/** A way in: gives the token, undefined for none. */
type Way = () => Promise<string | undefined>;

/** Connects as the server allows: with the session of this browser, without a token, as a guest, or after signing in. */
export function useHub(): HubEntry {
  const [entry, setEntry] = useState<HubEntry>({ kind: "asking" });
  useEffect(() => enterHub(setEntry), []);
  return entry;
}

/** @returns Ends it. */
export function enterHub(show: (entry: HubEntry) => void): () => void {
  let client: HubClient | undefined;
  let ended = false;
  const begin = async (): Promise<void> => {
    const options = await readAuthOptions();
    const held = heldSession();
    const ways = [...(held ? [sessionWay(held)] : []), ...(options.anonymous ? [anonymousWay] : []), ...(options.guests ? [guestWay] : [])];
    await tryWays(ways, options, held !== undefined);
  };
  const tryWays = async ([way, ...others]: readonly Way[], options: AuthOptions, lost: boolean, why?: string): Promise<void> => {
    if (ended) return;
    if (!way) return show({ kind: "signIn", options, lost, why, enter: (session) => void enter(session, options) });
    try {
      const token = await way();
      if (ended) return;
      client = connectedHub(token, (reason) => {
        if (token !== undefined) forget();
        void tryWays(others, options, token !== undefined, reason ?? why);
      });
      show({ kind: "connected", client });
    } catch {
      // Guests are refused after all.
      await tryWays(others, options, lost, why);
    }
  };
  const enter = (session: Session, options: AuthOptions): Promise<void> => {
    signIn(session);
    return tryWays([sessionWay(session)], options, false);
  };
  void begin();
  return () => {
    ended = true;
    client?.stop();
  };
}

const sessionWay =
  ({ token }: Session): Way =>
  () => Promise.resolve(token);
const anonymousWay: Way = () => Promise.resolve(undefined);
const guestWay: Way = async () => (await becomeGuest("Visitor")).token;
