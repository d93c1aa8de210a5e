import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import { splitUpdate } from "../../src/documents/splitUpdate";

/** Numbers from 0 to below 1, the same for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return (state >>> 8) / 2 ** 24;
  };
}

/** A document that three clients have written, each building on the others'. */
function written(seed: number): Y.Doc {
  const random = randomOf(seed);
  const docs = [1, 2, 3].map((client) => {
    const doc = new Y.Doc();
    doc.clientID = client * 1_000 + seed;
    return doc;
  });
  for (let step = 0; step < 120; step++) {
    const doc = docs[Math.floor(random() * docs.length)]!;
    const text = doc.getText("text");
    const map = doc.getMap<Y.Array<string>>("map");
    const at = Math.floor(random() * (text.length + 1));
    if (random() < 0.6) text.insert(at, "x".repeat(1 + Math.floor(random() * 40)));
    else if (random() < 0.5 && text.length > at) text.delete(at, Math.min(5, text.length - at));
    else if (random() < 0.5) map.set(String(step % 4), new Y.Array<string>());
    else for (const list of map.values()) list.push([String(step)]);
    if (random() < 0.5) Y.applyUpdate(docs[Math.floor(random() * docs.length)]!, Y.encodeStateAsUpdate(doc));
  }
  for (const doc of docs) Y.applyUpdate(docs[0]!, Y.encodeStateAsUpdate(doc));
  return docs[0]!;
}

const pendingOf = (doc: Y.Doc): unknown => (doc.store as unknown as { pendingStructs: unknown }).pendingStructs;

describe.each(Array.from({ length: 30 }, (_, seed) => seed))("seed %i", (seed) => {
  test("splitUpdate_OfSeveralClients_EveryPieceBuildsOnlyOnThoseBefore", () => {
    const whole = Y.encodeStateAsUpdate(written(seed));
    const pieces = splitUpdate(whole, 200);
    expect(pieces.length).toBeGreaterThan(3);
    const doc = new Y.Doc();
    for (const piece of pieces) {
      Y.applyUpdate(doc, piece);
      expect(pendingOf(doc)).toBeNull();
    }
    expect(Y.encodeStateAsUpdate(doc)).toEqual(whole);
  });

  test("splitUpdate_OfWhatAServerLacks_IsWhatItLacks", () => {
    const doc = written(seed);
    const server = new Y.Doc();
    Y.applyUpdate(server, splitUpdate(Y.encodeStateAsUpdate(doc), 300)[0]!);
    for (const piece of splitUpdate(Y.encodeStateAsUpdate(doc, Y.encodeStateVector(server)), 150)) {
      Y.applyUpdate(server, piece);
      expect(pendingOf(server)).toBeNull();
    }
    expect(Y.encodeStateAsUpdate(server)).toEqual(Y.encodeStateAsUpdate(doc));
  });
});

test("splitUpdate_SmallUpdate_IsOnePiece", () => {
  const update = Y.encodeStateAsUpdate(written(1));
  expect(splitUpdate(update)).toEqual([update]);
});

test("splitUpdate_PiecesWithMoreThanOneInsertion_KeepTheLimit", () => {
  const doc = new Y.Doc();
  for (let i = 0; i < 400; i++) doc.getText("t").insert(0, `${i}`.padEnd(50, "."));
  const pieces = splitUpdate(Y.encodeStateAsUpdate(doc), 1_000);
  for (const piece of pieces) expect(piece.length).toBeLessThan(1_100);
  expect(pieces.length).toBeLessThan(40);
});
