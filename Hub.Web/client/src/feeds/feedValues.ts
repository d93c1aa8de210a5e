import type { Publication } from "../contracts.js";
import type { FeedChange, FeedFields, FeedValue } from "./feedValue.js";

/** The values of a feed by key: a function of the publications that a subscription hands over, in their order. */
export class FeedValues {
  private readonly byKey = new Map<string, FeedValue>();

  get all(): ReadonlyMap<string, FeedValue> {
    return this.byKey;
  }

  /** Takes a publication; without an answer it changes nothing. */
  take({ key, offset, time, data, removed, patch, merged, snapshot, stale }: Publication): FeedChange | undefined {
    if (key == null) return undefined;
    const before = this.byKey.get(key);
    const change = { key, merged: merged ?? 0, snapshot: snapshot === true, ...(before && { before }) };
    if (removed) return this.byKey.delete(key) ? change : undefined;
    // A difference from a value that is not here any more: the key was left, and comes whole if it is wanted again.
    if (patch && !before) return undefined;
    const fields = patch ? { ...before!.fields, ...(data as FeedFields) } : (data as FeedFields);
    const value = { fields, offset, time, stale: stale === true };
    this.byKey.set(key, value);
    return { ...change, value };
  }

  /** Drops the values of all other keys, and answers with those. */
  keep(keys: readonly string[]): readonly FeedChange[] {
    const kept = new Set(keys);
    const dropped = [...this.byKey].filter(([key]) => !kept.has(key));
    for (const [key] of dropped) this.byKey.delete(key);
    return dropped.map(([key, before]) => ({ key, before, merged: 0, snapshot: false }));
  }

  clear(): void {
    this.byKey.clear();
  }
}
