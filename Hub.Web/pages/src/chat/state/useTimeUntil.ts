import { useEffect, useReducer } from "preact/hooks";
import type { RoomPlace } from "./roomPlace";

/** How long it is until a time of the server's clock, in milliseconds; drawn again every second until then. */
export function useTimeUntil(place: RoomPlace, time: number): number {
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  const left = Math.max(0, time - place.serverTime());
  useEffect(() => {
    if (left === 0 || left === Infinity) return;
    // To the next full second, so that no number is skipped.
    const timer = setTimeout(() => redraw(undefined), (left % 1_000) + 1);
    return () => clearTimeout(timer);
  });
  return left;
}
