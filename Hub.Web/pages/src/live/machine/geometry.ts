import type { Series } from "./series";

/** A plot's size in pixels, and the times and values that its edges stand for. */
export interface Area {
  readonly width: number;
  readonly height: number;
  /** Where the plot begins: to the left of it are the figures of the scale. */
  readonly left: number;
  readonly from: number;
  readonly to: number;
  readonly top: number;
}

/** Readings come every second; a longer pause is none of the line. */
export const pauseMs = 2_600;
/** Room for the dot at the end of a line. */
export const tipRoom = 5;
/** Room above the highest value. */
export const headroom = 8;

/** A round number at or above the greatest value, so that the scale rests while figures move. */
export function scaleFor(greatest: number): number {
  if (!(greatest > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(greatest));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= greatest * 0.999) ?? 10 * power;
}

export interface Path {
  readonly line: string;
  readonly under: string;
  readonly end: { readonly x: number; readonly y: number } | undefined;
}

/** A series as SVG paths: the line, and the ground under it. */
export function pathOf({ times, values }: Series, { width, height, left, from, to, top }: Area): Path {
  const x = (time: number): number => round(left + ((time - from) / (to - from)) * (width - left - tipRoom));
  const y = (value: number): number => round(height - (Math.min(Math.max(value, 0), top) / top) * (height - headroom));
  let line = "";
  let under = "";
  let start = 0;
  times.forEach((time, i) => {
    const begins = i === 0 || time - times[i - 1]! > pauseMs;
    const ends = i === times.length - 1 || times[i + 1]! - time > pauseMs;
    const point = `${x(time)} ${y(values[i]!)}`;
    if (begins) start = x(time);
    line += begins ? `M${point}` : `L${point}`;
    under += begins ? `M${start} ${height}L${point}` : `L${point}`;
    if (ends) under += `L${x(time)} ${height}Z`;
  });
  const last = times.length - 1;
  const fresh = last >= 0 && to - times[last]! <= pauseMs;
  return { line, under, end: fresh ? { x: x(times[last]!), y: y(values[last]!) } : undefined };
}

const round = (pixels: number): number => Math.round(pixels * 10) / 10;
