import { useEffect, useState } from "preact/hooks";

export const viewNames = ["market", "weather", "machine"] as const;
export type ViewName = (typeof viewNames)[number];

/** What the address says after the `#`: the view, and the key that is looked at in it. */
export interface Place {
  readonly view: ViewName;
  readonly key: string | undefined;
}

/** @param first The view of an address that names none. */
export function placeOf(hash: string, first: ViewName = "market"): Place {
  const [name = "", key] = hash.replace(/^#/, "").split("/", 2);
  const view = viewNames.find((one) => one === name) ?? first;
  return { view, key: key ? decoded(key) : undefined };
}

export const addressOf = ({ view, key }: Place): string => `#${view}${key === undefined ? "" : `/${encodeURIComponent(key)}`}`;

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** The place, as the address changes. */
export function usePlace(first: ViewName | undefined): Place {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const onChange = (): void => setHash(location.hash);
    addEventListener("hashchange", onChange);
    return () => removeEventListener("hashchange", onChange);
  }, []);
  return placeOf(hash, first);
}
