/** From cold to hot: each colour from this temperature (°C) on. Between two of them it is mixed. */
const scale: readonly { readonly from: number; readonly colour: readonly [number, number, number] }[] = [
  { from: -20, colour: [84, 63, 176] },
  { from: -5, colour: [46, 100, 200] },
  { from: 5, colour: [44, 148, 200] },
  { from: 13, colour: [60, 160, 110] },
  { from: 20, colour: [215, 170, 40] },
  { from: 28, colour: [218, 110, 34] },
  { from: 38, colour: [176, 35, 40] },
];

export function temperatureColour(celsius: number): string {
  const above = scale.findIndex(({ from }) => from > celsius);
  if (above === 0) return rgb(scale[0]!.colour);
  if (above < 0) return rgb(scale.at(-1)!.colour);
  const [low, high] = [scale[above - 1]!, scale[above]!];
  const part = (celsius - low.from) / (high.from - low.from);
  return rgb(low.colour.map((one, i) => Math.round(one + (high.colour[i]! - one) * part)));
}

/** What the legend shows. */
export const legend: readonly { readonly celsius: number; readonly colour: string }[] = scale.map(({ from, colour }) => ({ celsius: from, colour: rgb(colour) }));

function rgb(colour: readonly number[]): string {
  return `rgb(${colour.join(" ")})`;
}

const tenths = new Intl.NumberFormat("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
export const tenth = (value: number): string => tenths.format(value);
export const degrees = (celsius: number): string => `${tenths.format(celsius).replace("-", "−")} °C`;
