import type { Publication } from "@realtimehub/client";
import { Series } from "./series";

/** How far back the charts go. */
export const windowMs = 120_000;
/** A little more is kept, so that a line leaves the chart on its left. */
const keptMs = windowMs + 5_000;
/** What comes within this time belongs to one round of readings. */
const tickMs = 400;

export interface Figure {
  readonly key: string;
  readonly time: number;
  readonly fields: Readonly<Record<string, number>>;
}

/** The present figures of a feed and their course. It takes what comes: unknown keys and fields, and missing ones. */
export class Figures {
  private readonly present = new Map<string, Figure>();
  /** Also of keys that were removed, so that an older value does not bring one back. */
  private readonly newest = new Map<string, number>();
  private readonly courses = new Map<string, Series>();
  /** The moments at which the feed said anything at all: it leaves out what has not changed. */
  private readonly ticks = new Series(keptMs);
  private greatestOffset = 0;

  /** The largest offset seen. */
  get offset(): number {
    return this.greatestOffset;
  }

  /** All keys with a present value, in an order for people: cpu2 before cpu10. */
  get keys(): readonly string[] {
    return [...this.present.keys()].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  }

  get(key: string): Figure | undefined {
    return this.present.get(key);
  }

  field(key: string, field: string): number | undefined {
    const fields = this.present.get(key)?.fields;
    return fields && Object.hasOwn(fields, field) ? fields[field] : undefined;
  }

  /** A figure over time: one reading for each moment at which the feed spoke, also where the figure stayed as it was. */
  course(key: string, field: string): Series | undefined {
    const said = this.courses.get(`${key}.${field}`);
    if (!said) return undefined;
    const course = new Series(keptMs);
    let next = 0;
    for (const time of this.ticks.times) {
      while (next < said.times.length && said.times[next]! <= time + tickMs) next++;
      if (next > 0) course.add(time, said.values[next - 1]!);
    }
    return course;
  }

  /** Takes a publication, live or from history: an older one only adds to the course. */
  take({ key, offset, time, data, removed, patch }: Publication): void {
    if (key == null) return;
    this.greatestOffset = Math.max(this.greatestOffset, offset);
    const newest = offset > (this.newest.get(key) ?? 0);
    if (newest) this.newest.set(key, offset);
    if (removed) {
      if (newest) this.present.delete(key);
      return;
    }
    const fields = numbersOf(data);
    for (const [field, value] of Object.entries(fields)) this.said(`${key}.${field}`).add(time, value);
    if (!this.ticks.nearest(time, tickMs)) this.ticks.add(time, 0);
    if (newest) this.present.set(key, { key, time, fields: patch ? { ...this.present.get(key)?.fields, ...fields } : fields });
  }

  /** The channel begins again: the offsets of before say nothing about the new ones. The course of time stays. */
  restart(): void {
    this.present.clear();
    this.newest.clear();
    this.greatestOffset = 0;
  }

  private said(name: string): Series {
    let series = this.courses.get(name);
    if (!series) this.courses.set(name, (series = new Series(keptMs)));
    return series;
  }
}

function numbersOf(data: unknown): Record<string, number> {
  if (typeof data !== "object" || data === null) return {};
  return Object.fromEntries(Object.entries(data).filter((entry): entry is [string, number] => Number.isFinite(entry[1])));
}
