import * as Y from "yjs";

/** What the server has of a document, as it said when the document was opened. */
export interface ServerState {
  readonly update: Uint8Array;
  readonly stateVector: Uint8Array;
}

/**
 * What the server lacks of a document that has taken the server's update; undefined when it lacks nothing. Insertions
 * are told by the state vectors, deletions by comparing all of them: every update of the server has all of its own.
 */
export function missingUpdate(doc: Y.Doc, { update, stateVector }: ServerState): Uint8Array | undefined {
  const known = Y.decodeStateVector(stateVector);
  const inserted = [...Y.decodeStateVector(Y.encodeStateVector(doc))].some(([client, clock]) => clock > (known.get(client) ?? 0));
  const sameDeletions = (): boolean => Y.equalDeleteSets(Y.decodeUpdate(update).ds, Y.createDeleteSetFromStructStore(doc.store));
  return inserted || !sameDeletions() ? Y.encodeStateAsUpdate(doc, stateVector) : undefined;
}
