import { useEffect, useReducer, useState } from "preact/hooks";
import type { FeedWatch } from "./feedWatch";

/** Keeps a feed open for as long as the component is there, and draws it again after every change. */
export function useFeedWatch<W extends { readonly watch: FeedWatch }>(make: () => W): W {
  const [made] = useState(make);
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  useEffect(() => made.watch.begin(() => redraw(undefined)), [made]);
  return made;
}
