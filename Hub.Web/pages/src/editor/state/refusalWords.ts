import { HubCallError } from "@realtimehub/client";
import type { DocumentStatus } from "@realtimehub/client/documents";
import { refusalText, type Words } from "../../words/refusals";

/** What is said to a person, by the reason of a refusal that concerns documents. */
const byReason: Words = {
  no_entry: () => "This document doesn’t exist, or it is not open to you.",
  role_too_low: () => "Your role in this document doesn’t allow that.",
  document_exists: () => "A document of this id exists already.",
  last_owner: () => "You are the document’s last owner. Make another member an owner first.",
  document_full: () => "The document is full: it takes no more text.",
  update_limits: () => "That is too much at once for one edit. Take it back, and paste it in smaller parts.",
  busy: () => "The document is busy. Please try again.",
  too_many_members: () => "The document is shared with as many users as it may be.",
  too_many_links: () => "The document has as many links as it may have. Revoke some first.",
  no_version: () => "That version isn’t there any more.",
};

/** Why something was refused or failed, as a sentence. */
export const reasonOf = (error: unknown): string => refusalText(error, byReason);

/** Why a link was refused, and whether trying again may help. */
export function linkRefusal(error: unknown): { readonly text: string; readonly temporary: boolean } {
  if (error instanceof HubCallError && error.details?.reason === "no_entry") return { text: "This link was revoked, or a part of it is missing.", temporary: false };
  return { text: reasonOf(error), temporary: !(error instanceof HubCallError) || error.temporary };
}

/** How the edits of a document stand: short for the eye, and what to do where something is to be done. */
export interface StatusWords {
  readonly tone: "good" | "warn" | "bad";
  readonly text: string;
  readonly advice?: string;
}

const changes = (count: number): string => `${count} ${count === 1 ? "change" : "changes"}`;

export function statusWords(status: DocumentStatus): StatusWords {
  const { pending } = status;
  switch (status.state) {
    case "opening":
      return { tone: "warn", text: "Opening…" };
    case "saved":
      return { tone: "good", text: "Saved" };
    case "saving":
      return { tone: "warn", text: "Saving…" };
    case "offline":
      return { tone: "warn", text: pending === 0 ? "Offline" : `Offline, ${changes(pending)} pending` };
    case "refused":
      return refusedWords(status);
  }
}

function refusedWords({ reason, error, pending }: Extract<DocumentStatus, { state: "refused" }>): StatusWords {
  const left = pending === 0 ? undefined : `${changes(pending)} of yours could not be saved. Export a copy if you need them.`;
  switch (reason) {
    case "read_only":
      return { tone: pending === 0 ? "good" : "bad", text: pending === 0 ? "Read only" : "Not saved", ...(left && { advice: `You may only read this document. ${left}` }) };
    case "revoked":
      return { tone: "bad", text: "Not open to you", advice: ["This document doesn’t exist, or it is not open to you.", left].filter(Boolean).join(" ") };
    case "deleted":
      return { tone: "bad", text: "Deleted", advice: ["An owner deleted this document.", left].filter(Boolean).join(" ") };
    default:
      return { tone: "bad", text: "Not saved", advice: [reasonOf(error), left].filter(Boolean).join(" ") };
  }
}
