import { useEffect, useRef } from "preact/hooks";

/** The height of a row, as in the stylesheet. */
export const rowHeight = 42;

/** Arrow keys move from row to row, also to rows that are out of view. */
export function useRowKeys(box: { readonly current: HTMLDivElement | null }, order: readonly string[], from: number, to: number) {
  const wanted = useRef<number | undefined>(undefined);
  useEffect(() => {
    if (wanted.current === undefined || wanted.current < from || wanted.current >= to) return;
    box.current?.querySelector<HTMLElement>(`[data-row="${wanted.current}"]`)?.focus({ preventScroll: true });
    wanted.current = undefined;
  });
  return (event: KeyboardEvent): void => {
    const place = Number((event.target as HTMLElement).dataset.row ?? NaN);
    const page = Math.floor((box.current?.clientHeight ?? 0) / rowHeight) - 2;
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -order.length, End: order.length };
    const step = steps[event.key];
    if (Number.isNaN(place) || step === undefined) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(order.length - 1, place + step));
    wanted.current = next;
    const { scrollTop, clientHeight } = box.current!;
    // The head of the table covers a row.
    const [top, bottom] = [next * rowHeight, (next + 2) * rowHeight];
    if (top < scrollTop) box.current!.scrollTop = top;
    else if (bottom > scrollTop + clientHeight) box.current!.scrollTop = bottom - clientHeight;
    else box.current!.querySelector<HTMLElement>(`[data-row="${next}"]`)?.focus({ preventScroll: true });
  };
}
