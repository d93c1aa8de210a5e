import type { HubClient } from "@realtimehub/client";
import { useEffect, useReducer, useState } from "preact/hooks";
import { AlertBook } from "./alertBook";

/** The user's alerts, drawn again when they change. */
export function useAlertBook(client: HubClient): AlertBook {
  const [book] = useState(() => new AlertBook(client));
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  useEffect(() => book.begin(() => redraw(undefined)), [book]);
  return book;
}
