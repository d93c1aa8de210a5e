import type { RefusalDetails } from "./contracts.js";

/** A refusal out of the error text of a failed call. */
export interface Refusal {
  /** The code's word; a newer server may know words that `ErrorCode` lacks. */
  readonly code: string;
  /** For people. */
  readonly text: string;
  /** For programs, where the server sent any. */
  readonly details?: RefusalDetails;
}

const withDetails = /HubException: ([a-z_]+): ([^\n]*)(?:\n(\{.*\}))?$/s;
/** No server of ours writes such a text; one in front of it might. */
const ofSeveralLines = /HubException: ([a-z_]+): (.*)$/s;
const retryAfter = /retry after (\d{1,15}) ms\s*$/;

const types = {
  reason: "string",
  field: "string",
  limit: "number",
  actual: "number",
  retryAfterMs: "number",
  untilTime: "number",
  channel: "string",
  right: "string",
  index: "number",
} as const satisfies Record<keyof RefusalDetails, "string" | "number">;

/** The refusal in the error text of a failed call. */
export function readRefusal(error: string): Refusal | undefined {
  const found = withDetails.exec(error) ?? ofSeveralLines.exec(error);
  if (!found) return undefined;
  const [, code = "", text = "", json] = found;
  const details = (json === undefined ? undefined : detailsOfJson(json)) ?? detailsOfText(text);
  return { code, text, ...(details && { details }) };
}

/** The details of a refusal that is a message of its own: an error of SubscribeMany, `Unsubscribed`, `Closing`. */
export function refusalDetails(message: RefusalDetails & { readonly message: string }): RefusalDetails | undefined {
  return members(message) ?? detailsOfText(message.message);
}

function detailsOfJson(json: string): RefusalDetails | undefined {
  try {
    return members(JSON.parse(json));
  } catch {
    return undefined;
  }
}

/** The known members; undefined when there are none, or when one is not of its type. */
function members(message: object): RefusalDetails | undefined {
  const found = Object.entries(message).filter(([name, value]) => Object.hasOwn(types, name) && value !== null && value !== undefined);
  const fit = found.every(([name, value]) => typeof value === types[name as keyof typeof types]);
  return fit && found.length > 0 ? Object.fromEntries(found) : undefined;
}

/** Servers of before the details said how long to wait in the text only. */
function detailsOfText(text: string): RefusalDetails | undefined {
  const found = retryAfter.exec(text);
  return found ? { retryAfterMs: Number(found[1]) } : undefined;
}
