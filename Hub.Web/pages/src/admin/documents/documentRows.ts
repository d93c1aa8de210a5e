import type { Document } from "@realtimehub/client";
import type { ChannelSummary } from "../api/contracts";

/** A document as it is listed: a private one is known by its channel only. */
export interface DocumentRow {
  readonly documentId: string;
  readonly document: Document | undefined;
  readonly channel: ChannelSummary | undefined;
}

const prefix = "doc:";

/** The listed documents, and of the open channels those of documents that are not listed; those that are open first. */
export function documentRows(documents: readonly Document[], open: readonly ChannelSummary[]): readonly DocumentRow[] {
  const channels = new Map(open.map((channel) => [channel.channel.slice(prefix.length), channel]));
  const listed = documents.map((document) => ({ documentId: document.documentId, document, channel: channels.get(document.documentId) }));
  const known = new Set(documents.map(({ documentId }) => documentId));
  const others = [...channels].filter(([documentId]) => !known.has(documentId)).map(([documentId, channel]) => ({ documentId, document: undefined, channel }));
  return [...others, ...listed].sort((a, b) => Number(b.channel !== undefined) - Number(a.channel !== undefined));
}
