import type { Session } from "./session";

interface Claims {
  readonly sub?: unknown;
  readonly name?: unknown;
  readonly exp?: unknown;
}

/** The session that a pasted token gives, or why it can't be one. The server alone says whether the token is good. */
export function sessionOf(pasted: string, now = Date.now()): Session | string {
  const token = pasted.trim().replace(/^Bearer\s+/i, "");
  const claims = claimsOf(token);
  if (!claims) return "This isn’t a token: it takes three parts with dots between them, the second one JSON in base64url.";
  const { sub, name, exp } = claims;
  if (typeof sub !== "string" || sub === "") return "This token names no user: its claim “sub” is missing.";
  const expiresTime = typeof exp === "number" ? exp * 1_000 : undefined;
  if (expiresTime !== undefined && expiresTime <= now) return "This token has expired. Paste a newer one.";
  return { kind: "token", token, userId: sub, name: typeof name === "string" ? name : undefined, expiresTime };
}

function claimsOf(token: string): Claims | undefined {
  const parts = token.split(".");
  if (parts.length !== 3) return undefined;
  try {
    const bytes = Uint8Array.from(atob(parts[1]!.replace(/-/g, "+").replace(/_/g, "/")), (character) => character.charCodeAt(0));
    const claims = JSON.parse(new TextDecoder().decode(bytes)) as Claims | null;
    return typeof claims === "object" && claims !== null ? claims : undefined;
  } catch {
    return undefined;
  }
}
