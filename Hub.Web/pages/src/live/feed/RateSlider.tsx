import { rateName, rates } from "./rates";

interface RateSliderProps {
  readonly rate: number;
  /** What the server granted; absent: no limit. */
  readonly granted: number | undefined;
  onRate(rate: number): void;
}

/** How often a value may come: the server merges what is faster. */
export function RateSlider({ rate, granted, onRate }: RateSliderProps) {
  const place = Math.max(0, rates.indexOf(rate));
  const name = rateName(rate);
  return (
    <label class="rate">
      <span>Each value at most</span>
      <input
        type="range"
        min={0}
        max={rates.length - 1}
        step={1}
        value={place}
        aria-valuetext={name}
        onInput={(event) => onRate(rates[Number(event.currentTarget.value)]!)}
      />
      <output title={granted === undefined ? "The server sets no limit" : `The server grants ${granted} a second`}>{name}</output>
    </label>
  );
}
