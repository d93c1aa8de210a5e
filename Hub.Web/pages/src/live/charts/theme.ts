/** Colours of the stylesheet, for a chart that is drawn on a canvas. */
export interface ChartColours {
  readonly soft: string;
  readonly line: string;
  readonly up: string;
  readonly down: string;
  readonly series: string;
  readonly font: string;
}

export function chartColours(): ChartColours {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string): string => style.getPropertyValue(name).trim();
  return { soft: of("--soft"), line: of("--line"), up: of("--good"), down: of("--bad"), series: of("--series-2"), font: of("--sans") };
}

/**
 * Calls back when light becomes dark or dark light.
 * @returns Ends it.
 */
export function onColours(changed: () => void): () => void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", changed);
  return () => dark.removeEventListener("change", changed);
}
