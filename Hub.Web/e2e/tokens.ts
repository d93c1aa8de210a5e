import { createHmac } from "node:crypto";

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A token as an application or an operator would sign it, good for an hour. */
export function signedToken(secret: string, claims: { readonly sub: string } & Readonly<Record<string, unknown>>): string {
  const now = Math.floor(Date.now() / 1_000);
  const body = `${encoded({ alg: "HS256", typ: "JWT" })}.${encoded({ iat: now, exp: now + 3_600, ...claims })}`;
  return `${body}.${createHmac("sha256", secret).update(body).digest("base64url")}`;
}
