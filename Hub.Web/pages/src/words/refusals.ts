import { HubCallError, type RefusalDetails } from "@realtimehub/client";
import { spanName } from "./times";

/** What is said to a person, from the details of a refusal, with times of the reader's own clock. */
export type Word = (details: RefusalDetails, now: number) => string;

/** Words by the reason of a refusal. */
export type Words = Readonly<Record<string, Word>>;

/** When it may be tried again. */
export const wait = ({ retryAfterMs }: RefusalDetails): string => (retryAfterMs === undefined ? "in a moment" : `in ${spanName(retryAfterMs)}`);

/** Reasons that every page may meet. */
const byReason: Words = {
  unknown_user: () => "No user with this id has been here.",
  own_id: () => "That is you yourself.",
  invisible: ({ field }) => `The ${fieldName(field)} has nothing in it that can be seen.`,
  hidden_characters: ({ field }) => `The ${fieldName(field)} has characters that can’t be seen. Type it again.`,
};

/** The same by the code, where there is no reason that the page knows. */
const byCode: Words = {
  connection_lost: () => "The connection was lost. Please try again.",
  timeout: () => "There was no answer for too long.",
  rate_limited: (details) => `That was too much at once: try again ${wait(details)}.`,
  payload_too_large: ({ limit, actual }) => (limit === undefined || actual === undefined ? "This is too long." : `This is too long: ${actual} bytes where ${limit} fit.`),
  unavailable: () => "The server can’t store anything right now. Please try again.",
  internal: () => "Something went wrong on the server. Please try again.",
};

const fieldNames: Readonly<Record<string, string>> = { name: "name", title: "title", topic: "topic", text: "message", query: "search" };
const fieldName = (field: string | undefined): string => fieldNames[field ?? ""] ?? "text";

/**
 * Why something was refused or failed, as a sentence.
 * @param own The page's own words, by reason.
 * @param ownByCode Its own words by code, where no reason fits.
 */
export function refusalText(error: unknown, own: Words, ownByCode: Words = {}, now = Date.now()): string {
  if (error instanceof HubCallError) {
    const { code, details = {} } = error;
    const word = find(own, details.reason) ?? find(byReason, details.reason) ?? find(ownByCode, code) ?? find(byCode, code);
    const text = word?.(details, now);
    if (text) return text;
  }
  return sentence(error instanceof Error ? error.message : String(error));
}

const find = (words: Words, key: string | undefined): Word | undefined => (key !== undefined && Object.hasOwn(words, key) ? words[key] : undefined);

function sentence(text: string): string {
  const whole = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(whole) ? whole : `${whole}.`;
}
