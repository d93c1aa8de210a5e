import type { GuestToken } from "../contracts.js";
import type { Connection } from "./connection.js";
import { HubCallError } from "../errors.js";

/** Gives a token whenever one is needed: for every connect, and shortly before the one in use runs out. */
export type TokenProvider = () => string | Promise<string>;

export interface GuestOptions {
  /** Where the hub is, such as `https://example.org/hub`; `/auth/guest` stands beside it. */
  readonly hub: string;
  /** The name to go by, 1–64 characters. */
  readonly name: string;
}

/** Tokens for a guest: one is asked for when there is none, and another when less than a minute of it is left. */
export function guestTokens({ hub, name }: GuestOptions): TokenProvider {
  let held: GuestToken | undefined;
  return async () => {
    if (held && held.expiresTime - Date.now() > 60_000) return held.token;
    const address = new URL("auth/guest", new URL(hub, globalThis.location?.href));
    const answer = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ name }),
    });
    if (!answer.ok) throw new HubCallError("unauthorized", `no guest token was given (HTTP ${answer.status})`);
    held = (await answer.json()) as GuestToken;
    return held.token;
  };
}

/** Always the same token. */
export function fixed(token: string): TokenProvider {
  return () => token;
}

const retryMs = 5_000;

/** Gives a connection another token before its own runs out. */
export class TokenRefresh {
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly token: TokenProvider,
    private readonly connection: Connection,
    private readonly failed: (error: Error) => void,
  ) {}

  /** Tried until it works or the connection ends: the next one takes a new token by itself. */
  async refresh(): Promise<void> {
    try {
      await this.connection.invoke("RefreshToken", { token: await this.token() });
    } catch (error) {
      if (this.connection.status.state !== "connected") return;
      this.failed(error instanceof Error ? error : new Error(String(error)));
      this.timer = setTimeout(() => void this.refresh(), retryMs);
    }
  }

  stop(): void {
    clearTimeout(this.timer);
  }
}
