const [width, height, margin] = [84, 24, 2];

/** The course of a price, small. For the eye only: the figures say the same. */
export function Sparkline({ values }: { values: readonly number[] }) {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const step = (width - 2 * margin) / Math.max(1, values.length - 1);
  const y = (value: number): number => (most === least ? height / 2 : margin + ((most - value) / (most - least)) * (height - 2 * margin));
  const points = values.map((value, i) => `${(margin + i * step).toFixed(1)},${y(value).toFixed(1)}`);
  const rising = (values.at(-1) ?? 0) >= (values[0] ?? 0);
  return (
    <svg class={`spark ${rising ? "up" : "down"}`} width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      {values.length > 1 && <polyline points={points.join(" ")} />}
    </svg>
  );
}
