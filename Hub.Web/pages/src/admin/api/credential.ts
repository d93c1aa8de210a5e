/** What an operator signed in with: the token of an administrator, or an API key with the scope `admin`. */
export interface Credential {
  readonly kind: "token" | "key";
  readonly secret: string;
}

const place = "rthub.admin";

/** Tells a token from a key: it is three parts of base64url with dots between them. */
export function credentialOf(pasted: string): Credential | undefined {
  const secret = pasted.trim().replace(/^Bearer\s+/i, "");
  // Nothing else can stand in a header: a browser would throw.
  if (!/^[\x21-\x7e]+$/.test(secret)) return undefined;
  return { kind: /^[\w-]+\.[\w-]+\.[\w-]+$/.test(secret) ? "token" : "key", secret };
}

export const headersOf = ({ kind, secret }: Credential): Record<string, string> =>
  kind === "token" ? { Authorization: `Bearer ${secret}` } : { "X-API-Key": secret };

/** What this tab has been given; other tabs and later visits have to ask again. */
export function heldCredential(): Credential | undefined {
  try {
    return credentialOf(sessionStorage.getItem(place) ?? "");
  } catch {
    return undefined;
  }
}

/** Keeps it for this tab, or forgets it. */
export function keepCredential(credential: Credential | undefined): void {
  try {
    if (credential) sessionStorage.setItem(place, credential.secret);
    else sessionStorage.removeItem(place);
  } catch {
    // Without storage it is asked for again after a reload.
  }
}
