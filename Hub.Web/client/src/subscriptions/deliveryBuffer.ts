import type { ChannelMode, Publication } from "../contracts.js";
import { mergedInto } from "../recovery/held.js";

/**
 * Publications between a channel and a reader who takes them one by one. Bounded: in log mode by a count, beyond which
 * it takes nothing more; in state mode by the number of keys, because a waiting value makes way for a newer one.
 */
export class DeliveryBuffer {
  private readonly waiting: Publication[] = [];
  private readers: { resolve(result: IteratorResult<Publication, undefined>): void; reject(error: unknown): void }[] = [];
  private end: { readonly error: Error | undefined } | undefined;

  constructor(
    private readonly capacity: number,
    private readonly drained: () => void,
  ) {}

  /** False when it is full. */
  add(publication: Publication, mode: ChannelMode): boolean {
    const reader = this.readers.shift();
    if (reader) {
      reader.resolve({ done: false, value: publication });
      return true;
    }
    if (mode === "state") return this.addByKey(publication);
    if (this.waiting.length >= this.capacity) return false;
    this.waiting.push(publication);
    return true;
  }

  /** What waits can still be read; then reading ends, with the error if there is one. */
  finish(error: Error | undefined): void {
    this.end ??= { error };
    for (const reader of this.readers.splice(0)) this.endOf(reader);
  }

  next(): Promise<IteratorResult<Publication, undefined>> {
    const value = this.waiting.shift();
    if (value) return Promise.resolve({ done: false, value });
    return new Promise((resolve, reject) => {
      const reader = { resolve, reject };
      if (this.end) return this.endOf(reader);
      this.readers.push(reader);
      this.drained();
    });
  }

  private endOf({ resolve, reject }: { resolve(result: IteratorResult<Publication, undefined>): void; reject(error: unknown): void }): void {
    if (this.end?.error) reject(this.end.error);
    else resolve({ done: true, value: undefined });
  }

  private addByKey(publication: Publication): boolean {
    const place = this.waiting.findIndex(({ key }) => key === publication.key);
    if (place < 0) this.waiting.push(publication);
    else this.waiting[place] = mergedInto(this.waiting[place]!, publication);
    return true;
  }
}
