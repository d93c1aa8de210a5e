/** The steps of the slider, in values a second; -1 sets no limit. */
export const rates: readonly number[] = [0.2, 0.5, 1, 2, 5, 10, 20, 50, -1];

export const usualRate = 5;

export function rateName(rate: number): string {
  if (rate < 0) return "as often as it changes";
  if (rate < 1) return `every ${Math.round(1 / rate)} s`;
  return rate === 1 ? "once a second" : `${rate} times a second`;
}
