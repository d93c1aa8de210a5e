import { useState } from "preact/hooks";

/** Something a dialog does: whether it is under way, and why it was refused. */
export interface Task {
  readonly busy: boolean;
  readonly refused: string | undefined;
  /** Does it; `done` follows when it worked. */
  run(call: () => Promise<unknown>, done: () => void): void;
  /** Says why it isn’t even tried, such as what is missing. */
  refuse(text: string): void;
}

/** @param wordsOf Says why something was refused; each page has its own words. */
export function useTask(wordsOf: (error: unknown) => string): Task {
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string>();
  const run = (call: () => Promise<unknown>, done: () => void): void => {
    setBusy(true);
    setRefused(undefined);
    call()
      .then(done, (error: unknown) => setRefused(wordsOf(error)))
      .finally(() => setBusy(false));
  };
  return { busy, refused, run, refuse: setRefused };
}

