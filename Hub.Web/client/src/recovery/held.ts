import type { Publication, Reset } from "../contracts.js";

/**
 * What came between a Subscribe and its reply. Bounded: in log mode by a count (what is beyond it is dropped and
 * recovered as a hole), in state mode by the number of keys, because only the newest value of a key is held.
 */
export class Held {
  private list: Publication[] = [];
  private readonly placeOfKey = new Map<string, number>();
  private greatestResume = 0;
  private told: Reset | undefined;

  constructor(private readonly capacity: number) {}

  /** What is held, in the order of arrival (of the first value of its key). */
  get publications(): readonly Publication[] {
    return this.list;
  }

  /** The largest `resume` among them, 0 without one. */
  get resume(): number {
    return this.greatestResume;
  }

  /** The Reset that came; what is held came after it. */
  get reset(): Reset | undefined {
    return this.told;
  }

  add(publication: Publication): void {
    const { key, resume } = publication;
    if (key != null && resume != null) {
      this.greatestResume = Math.max(this.greatestResume, resume);
      this.addByKey(publication, key);
    } else if (this.list.length < this.capacity) {
      this.list.push(publication);
    }
  }

  restart(reset: Reset): void {
    this.list = [];
    this.placeOfKey.clear();
    this.greatestResume = 0;
    this.told = reset;
  }

  private addByKey(publication: Publication, key: string): void {
    const place = this.placeOfKey.get(key);
    if (place !== undefined) {
      this.list[place] = mergedInto(this.list[place]!, publication);
    } else {
      this.placeOfKey.set(key, this.list.length);
      this.list.push(publication);
    }
  }
}

/** The newer of two waiting values of one key, counting the other as merged away. The same value twice counts once. */
export function mergedInto(older: Publication, newer: Publication): Publication {
  if (older.offset >= newer.offset) return older;
  // A snapshot stands for the key's present value, not for one more change of it.
  const replaced = older.snapshot === true ? 0 : 1;
  const { patch, ...value } = newer;
  const merged = { ...value, merged: (newer.merged ?? 0) + (older.merged ?? 0) + replaced };
  if (patch !== true) return merged;
  const data = { ...(older.data as Record<string, unknown>), ...(newer.data as Record<string, unknown>) };
  return older.patch === true ? { ...merged, data, patch: true } : { ...merged, data };
}
