import { useEffect, useReducer, useState } from "preact/hooks";
import { Poll, type Surroundings } from "./poll";

const browser: Surroundings = {
  hidden: () => document.hidden,
  after(ms, call) {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};

/** Asks again and again while the view is there. Its question is that of the first time: another one takes another key. */
export function usePoll<T>(ask: () => Promise<T>, everyMs: number): Poll<T> {
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  const [poll] = useState(() => new Poll(ask, everyMs, () => redraw(undefined), browser));
  useEffect(() => {
    const onVisible = (): void => void (document.hidden || poll.refresh());
    document.addEventListener("visibilitychange", onVisible);
    poll.begin();
    return () => {
      document.removeEventListener("visibilitychange", onVisible);
      poll.end();
    };
  }, [poll]);
  return poll;
}
