/** The fields of a value: flat. */
export type FeedFields = Readonly<Record<string, number | string | boolean | null>>;

/** The newest value of a key. A change makes a new one, so that equal objects are equal values. */
export interface FeedValue {
  readonly fields: FeedFields;
  /** Where it stands in the feed's channel: a later value has a greater one, until the feed is reset. */
  readonly offset: number;
  /** When the server took it, Unix milliseconds. */
  readonly time: number;
  /** Whether it may no longer be true: its source has been silent for too long, or fails. */
  readonly stale: boolean;
}

/** What became of a key. */
export interface FeedChange {
  readonly key: string;
  /** Absent when the key was removed. */
  readonly value?: FeedValue;
  /** The value that was there; absent when there was none. */
  readonly before?: FeedValue;
  /** How many values were left out between both, because they came faster than the rate. */
  readonly merged: number;
  /** Whether it is a present value that is sent to catch up, no live one. */
  readonly snapshot: boolean;
}
