import type { FeedValue } from "@realtimehub/client/feeds";

/** A station and its weather now; what the feed doesn't say is undefined. */
export interface Station {
  readonly key: string;
  readonly city: string;
  readonly country: string;
  readonly latitude: number | undefined;
  readonly longitude: number | undefined;
  readonly temperature: number | undefined;
  readonly humidity: number | undefined;
  readonly pressure: number | undefined;
  readonly windSpeed: number | undefined;
  readonly precipitation: number | undefined;
  readonly condition: string;
  /** Whether all this may no longer be true. */
  readonly stale: boolean;
}

export function stationOf(key: string, { fields, stale }: FeedValue): Station {
  const number = (name: string): number | undefined => (typeof fields[name] === "number" ? fields[name] : undefined);
  const text = (name: string): string => (typeof fields[name] === "string" ? fields[name] : "");
  return {
    key,
    city: text("city") || key,
    country: text("country"),
    latitude: number("latitude"),
    longitude: number("longitude"),
    temperature: number("temperature"),
    humidity: number("humidity"),
    pressure: number("pressure"),
    windSpeed: number("windSpeed"),
    precipitation: number("precipitation"),
    condition: text("condition"),
    stale,
  };
}

export type StationColumn = "city" | "temperature" | "humidity" | "windSpeed";

/** In order of a column; stations without a value come last. */
export function orderedStations(stations: readonly Station[], column: StationColumn, descending: boolean): readonly Station[] {
  const sign = descending ? -1 : 1;
  return [...stations].sort((a, b) => {
    const [one, other] = [a[column], b[column]];
    if (one === undefined || other === undefined) return Number(one === undefined) - Number(other === undefined);
    return sign * (typeof one === "number" && typeof other === "number" ? one - other : String(one).localeCompare(String(other), "en")) || a.city.localeCompare(b.city, "en");
  });
}
