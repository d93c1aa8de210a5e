import { useEffect, useState } from "preact/hooks";

export const viewNames = ["server", "connections", "channels", "feeds", "documents"] as const;
export type ViewName = (typeof viewNames)[number];

/** What the address says after the `#`: the view, and the user or channel that is looked at in it. */
export interface Place {
  readonly view: ViewName;
  readonly key?: string | undefined;
}

export function placeOf(hash: string): Place {
  const bare = hash.replace(/^#/, "");
  const slash = bare.indexOf("/");
  const [name, key] = slash < 0 ? [bare, ""] : [bare.slice(0, slash), bare.slice(slash + 1)];
  const view = viewNames.find((one) => one === name) ?? "server";
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
export function usePlace(): Place {
  const [place, setPlace] = useState(() => placeOf(location.hash));
  useEffect(() => {
    const onChange = (): void => setPlace(placeOf(location.hash));
    addEventListener("hashchange", onChange);
    return () => removeEventListener("hashchange", onChange);
  }, []);
  return place;
}
