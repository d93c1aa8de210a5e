import type { HubClient } from "../client.js";

const chunk = 0x8000;

/** Bytes as they came over the wire: as they are, or as base64. */
export function bytesOf(field: Uint8Array | string): Uint8Array {
  if (typeof field !== "string") return field;
  const text = atob(field);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** Bytes as the client's hub protocol takes them. */
export function fieldOf(client: Pick<HubClient, "sendsBytes">, bytes: Uint8Array): Uint8Array | string {
  if (client.sendsBytes) return bytes;
  let text = "";
  for (let from = 0; from < bytes.length; from += chunk) text += String.fromCharCode(...bytes.subarray(from, from + chunk));
  return btoa(text);
}
