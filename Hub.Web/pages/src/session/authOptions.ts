/** Who may come in. */
export interface AuthOptions {
  /** A name is enough. */
  readonly guests: boolean;
  /** Nothing is needed. */
  readonly anonymous: boolean;
  /** Such as `Production`. */
  readonly environment?: string;
}

/** What a server takes that doesn't say: then its refusals do. */
const unknown: AuthOptions = { guests: true, anonymous: true };

/** Asks the server who may come in. */
export async function readAuthOptions(): Promise<AuthOptions> {
  try {
    const answer = await fetch("/auth/options", { cache: "no-store" });
    return answer.ok ? ((await answer.json()) as AuthOptions) : unknown;
  } catch {
    return unknown;
  }
}
