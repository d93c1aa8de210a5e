import * as Y from "yjs";

type Struct = ReturnType<typeof Y.decodeUpdate>["structs"][number];

/** The server takes no update above 1 MiB; small ones also keep the wait of others behind it short. */
export const maxPushBytes = 256 * 1024;

/**
 * An update as several smaller ones that together say the same, each of which builds only on those before it. One
 * insertion is never divided: a piece with nothing else in it may be larger than the limit.
 */
export function splitUpdate(update: Uint8Array, maxBytes = maxPushBytes): Uint8Array[] {
  if (update.length <= maxBytes) return [update];
  const { structs } = Y.decodeUpdate(update);
  const pieces: Uint8Array[] = [];
  let piece = new Piece();
  const ends = new Map<number, number>();
  for (const struct of inCausalOrder(structs)) {
    const bytes = encoded(struct);
    if (!piece.isEmpty && (piece.bytes + bytes.length > maxBytes || !piece.continuesWith(struct))) {
      pieces.push(piece.toUpdate());
      piece = new Piece();
    }
    piece.add(struct, bytes);
    ends.set(struct.id.client, struct.id.clock + struct.length);
  }
  if (!piece.isEmpty) pieces.push(piece.toUpdate());
  // What is left when all insertions are known: the deletions, which may build on any of them.
  pieces.push(Y.diffUpdate(update, Y.encodeStateVector(ends)));
  return pieces;
}

/** Each after those that it stands next to or in, as far as they are in the update. */
function* inCausalOrder(structs: readonly Struct[]): Generator<Struct> {
  const queues = new Map<number, Struct[]>();
  for (const struct of structs) {
    if (struct instanceof Y.Skip) continue;
    const queue = queues.get(struct.id.client);
    if (queue) queue.push(struct);
    else queues.set(struct.id.client, [struct]);
  }
  const at = new Map<number, number>();
  const next = (client: number): Struct | undefined => queues.get(client)?.[at.get(client) ?? 0];
  const waitsFor = (struct: Struct): number | undefined => {
    const known = struct instanceof Y.Item ? [struct.origin, struct.rightOrigin, struct.parent instanceof Y.ID ? struct.parent : null] : [];
    return known.find((id) => id !== null && id.client !== struct.id.client && (next(id.client)?.id.clock ?? Infinity) <= id.clock)?.client;
  };
  for (const start of queues.keys()) {
    const way = [start];
    while (way.length > 0) {
      const client = way.at(-1)!;
      const struct = next(client);
      const before = struct && waitsFor(struct);
      if (!struct) way.pop();
      else if (before !== undefined && !way.includes(before)) way.push(before);
      else {
        at.set(client, (at.get(client) ?? 0) + 1);
        yield struct;
        // What waited for it continues as soon as it can.
        if (way.length > 1) way.pop();
      }
    }
  }
}

function encoded(struct: Struct): Uint8Array {
  const encoder = new Y.UpdateEncoderV1();
  struct.write(encoder, 0);
  return encoder.toUint8Array();
}

/** An update being put together: format v1 is a list of clients, each with a start and the structs that follow each other from there. */
class Piece {
  bytes = 0;
  private readonly clients = new Map<number, { readonly clock: number; end: number; readonly structs: Uint8Array[] }>();

  get isEmpty(): boolean {
    return this.clients.size === 0;
  }

  continuesWith({ id }: Struct): boolean {
    return (this.clients.get(id.client)?.end ?? id.clock) === id.clock;
  }

  add({ id, length }: Struct, bytes: Uint8Array): void {
    const held = this.clients.get(id.client) ?? { clock: id.clock, end: id.clock, structs: [] };
    held.structs.push(bytes);
    held.end = id.clock + length;
    this.clients.set(id.client, held);
    this.bytes += bytes.length;
  }

  toUpdate(): Uint8Array {
    const parts: Uint8Array[] = [number(this.clients.size)];
    // Higher ids first, as Yjs writes them.
    for (const [client, { clock, structs }] of [...this.clients].sort(([a], [b]) => b - a)) {
      parts.push(number(structs.length), number(client), number(clock), ...structs);
    }
    parts.push(number(0));
    return joined(parts);
  }
}

/** A number in groups of seven bits, the lowest first. */
function number(value: number): Uint8Array {
  const bytes: number[] = [];
  for (; value > 0x7f; value = Math.floor(value / 0x80)) bytes.push((value % 0x80) | 0x80);
  bytes.push(value);
  return Uint8Array.from(bytes);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
