import type { FeedFields } from "@realtimehub/client/feeds";

/** What the table can be put in order by. */
export type Column = "key" | "name" | "price" | "change" | "volume";

export interface Sort {
  readonly column: Column;
  readonly descending: boolean;
}

/** What moves all the time: an order by it is made again now and then, not with every value. */
export const isMoving = (column: Column): boolean => column === "price" || column === "change" || column === "volume";

/** The keys that the filter leaves, in order. Rows without a value come last. */
export function ordered(known: ReadonlyMap<string, FeedFields>, { column, descending }: Sort, filter: string): readonly string[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const kept = [...known].filter(([key, fields]) => {
    const text = `${key} ${fields.name ?? ""} ${fields.sector ?? ""}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const valueOf = ([key, fields]: readonly [string, FeedFields]) => (column === "key" ? key : fields[column]);
  return kept
    .sort((a, b) => {
      const [one, other] = [valueOf(a), valueOf(b)];
      if (one == null || other == null) return Number(one == null) - Number(other == null) || compare(a[0], b[0]);
      return (descending ? -1 : 1) * compare(one, other) || compare(a[0], b[0]);
    })
    .map(([key]) => key);
}

function compare(one: unknown, other: unknown): number {
  if (typeof one === "number" && typeof other === "number") return one - other;
  return String(one).localeCompare(String(other), "en");
}

/** The rows that a scrolled view shows, and a few around them. */
export function inView(scrollTop: number, height: number, rowHeight: number, count: number, around: number): { readonly from: number; readonly to: number } {
  const from = Math.max(0, Math.min(count, Math.floor(scrollTop / rowHeight) - around));
  return { from, to: Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + around) };
}
