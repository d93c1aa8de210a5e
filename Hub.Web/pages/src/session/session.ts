import type { GuestToken } from "@realtimehub/client";

/** Who this browser is signed in as. */
export interface Session {
  readonly kind: "guest" | "token";
  readonly token: string;
  readonly userId: string;
  readonly name?: string | undefined;
  /** When the token runs out, Unix milliseconds. */
  readonly expiresTime?: number | undefined;
}

const key = "rthub.session";
const channelName = "rthub.session";
const leastLeftMs = 60_000;

/** The session of this browser while its token is good: a guest's is kept for the next visit, a pasted token for this tab. */
export function heldSession(): Session | undefined {
  return read(() => sessionStorage) ?? read(() => localStorage);
}

export function guestSession({ token, userId, name, expiresTime }: GuestToken): Session {
  return { kind: "guest", token, userId, name, expiresTime };
}

/** Signs in, in all tabs of the browser when it is a guest. */
export function signIn(session: Session): void {
  write(session.kind === "guest" ? () => localStorage : () => sessionStorage, session);
}

/** Signs out, in all tabs of the browser. */
export function signOut(): void {
  forget();
  tell();
}

/** Removes a session that the server no longer takes; other tabs find that out for themselves. */
export function forget(): void {
  write(() => sessionStorage, undefined);
  write(() => localStorage, undefined);
}

/**
 * Calls back when another tab signed out, or signed in as a guest.
 * @returns Ends it.
 */
export function watchSession(changed: (session: Session | undefined) => void): () => void {
  const channel = typeof BroadcastChannel === "undefined" ? undefined : new BroadcastChannel(channelName);
  const onSignedOut = (): void => {
    write(() => sessionStorage, undefined);
    changed(undefined);
  };
  const onStorage = (event: StorageEvent): void => {
    if (event.key === key || event.key === null) changed(heldSession());
  };
  channel?.addEventListener("message", onSignedOut);
  addEventListener("storage", onStorage);
  return () => {
    channel?.close();
    removeEventListener("storage", onStorage);
  };
}

function tell(): void {
  if (typeof BroadcastChannel === "undefined") return;
  const channel = new BroadcastChannel(channelName);
  channel.postMessage("signedOut");
  channel.close();
}

function read(storage: () => Storage): Session | undefined {
  try {
    const held = JSON.parse(storage().getItem(key) ?? "null") as Session | null;
    const good = held !== null && typeof held.token === "string" && typeof held.userId === "string";
    return good && (held.expiresTime === undefined || held.expiresTime - Date.now() > leastLeftMs) ? held : undefined;
  } catch {
    return undefined;
  }
}

function write(storage: () => Storage, session: Session | undefined): void {
  try {
    if (session) storage().setItem(key, JSON.stringify(session));
    else storage().removeItem(key);
  } catch {
    // Without storage the page asks again next time.
  }
}
