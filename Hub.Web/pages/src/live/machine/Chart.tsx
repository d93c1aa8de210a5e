import { useEffect, useRef, useState } from "preact/hooks";
import { windowMs } from "./figures";
import { headroom, pathOf, pauseMs, scaleFor, tipRoom, type Area } from "./geometry";
import type { Series } from "./series";

export interface Line {
  readonly label: string;
  readonly series: Series | undefined;
  /** The number of the series' colour, from 1. */
  readonly colour: number;
}

interface ChartProps {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly now: number;
  readonly format: (value: number) => string;
  /** The top of the scale; grows with the figures when absent. */
  readonly most?: number | undefined;
  /** The lowest top that it takes: noise is not to look like a storm. */
  readonly least?: number | undefined;
  readonly height?: number;
}

/** Two minutes of one or more figures. A pause in the readings is a pause in the line. */
export function Chart({ title, lines, now, format, most, least = 1, height = 132 }: ChartProps) {
  const figure = useRef<HTMLElement>(null);
  const width = useWidth(figure);
  const [pointed, setPointed] = useState<number>();
  const values = lines.flatMap(({ series }) => series?.values ?? []);
  const top = most ?? scaleFor(Math.max(least, ...values));
  const left = Math.max(...parts.map((part) => format(top * part).length)) * letterWidth + scaleRoom;
  const area: Area = { width, height: height - 20, left, from: now - windowMs, to: now, top };
  const time = pointed === undefined || pointed < left ? undefined : area.from + ((pointed - left) / (width - left - tipRoom)) * windowMs;

  return (
    <figure class="chart" ref={figure}>
      <svg
        width={width}
        height={height}
        role="img"
        aria-label={spoken(title, lines, format)}
        onPointerMove={(event) => setPointed(event.offsetX)}
        onPointerLeave={() => setPointed(undefined)}
      >
        <Grid area={area} />
        <svg class="plot" x={left} width={width - left} viewBox={`${left} 0 ${width - left} ${area.height + 4}`} height={area.height + 4}>
          {lines.map((line) => (
            <Course key={line.label} line={line} area={area} />
          ))}
        </svg>
        <Scale area={area} format={format} />
        {time !== undefined && <line class="pointer" x1={pointed} x2={pointed} y1={0} y2={area.height} />}
      </svg>
      {time !== undefined && <Pointed lines={lines} time={time} now={now} format={format} left={pointed! < width / 2} />}
    </figure>
  );
}

function Course({ line: { series, colour }, area }: { line: Line; area: Area }) {
  if (!series) return null;
  const path = pathOf(series, area);
  return (
    <g class={`line-${colour}`}>
      <path class="under" d={path.under} />
      <path class="line" d={path.line} />
      {path.end && <circle class="tip" cx={path.end.x} cy={path.end.y} r={3.5} />}
    </g>
  );
}

const parts = [0, 0.5, 1];
/** About how wide a letter of the scale is, and the room between it and the plot. */
const letterWidth = 6.4;
const scaleRoom = 8;
const heightOf = ({ height }: Area, part: number): number => Math.round(height - part * (height - headroom)) - 0.5;

function Grid({ area }: { area: Area }) {
  return (
    <g class="grid" aria-hidden="true">
      {parts.map((part) => (
        <line key={part} x1={area.left} x2={area.width} y1={heightOf(area, part)} y2={heightOf(area, part)} />
      ))}
    </g>
  );
}

function Scale({ area, format }: { area: Area; format: (value: number) => string }) {
  const { width, height, left, top } = area;
  return (
    <g class="scale" aria-hidden="true">
      {parts.slice(1).map((part) => (
        <text key={part} x={left - scaleRoom} y={heightOf(area, part) + 4} text-anchor="end">
          {format(top * part)}
        </text>
      ))}
      <text x={left} y={height + 16}>
        2 min ago
      </text>
      <text x={(left + width) / 2} y={height + 16} text-anchor="middle">
        1 min
      </text>
      <text x={width} y={height + 16} text-anchor="end">
        now
      </text>
    </g>
  );
}

interface PointedProps {
  readonly lines: readonly Line[];
  readonly time: number;
  readonly now: number;
  readonly format: (value: number) => string;
  readonly left: boolean;
}

function Pointed({ lines, time, now, format, left }: PointedProps) {
  const readings = lines.map(({ label, series }) => ({ label, reading: series?.nearest(time, pauseMs) }));
  const shown = readings.find(({ reading }) => reading)?.reading;
  if (!shown) return null;
  return (
    <figcaption class={left ? "pointed right" : "pointed"} aria-hidden="true">
      <span>{Math.max(0, Math.round((now - shown.time) / 1_000))} s ago</span>
      {readings.map(({ label, reading }) => reading && <b key={label}>{`${label} ${format(reading.value)}`}</b>)}
    </figcaption>
  );
}

function spoken(title: string, lines: readonly Line[], format: (value: number) => string): string {
  const told = lines.flatMap(({ label, series }) =>
    series?.last === undefined
      ? []
      : [`${label} now ${format(series.last)}, lowest ${format(Math.min(...series.values))}, highest ${format(Math.max(...series.values))}`],
  );
  return `${title}, last two minutes. ${told.length > 0 ? told.join("; ") : "No readings yet"}.`;
}

function useWidth(element: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(320);
  useEffect(() => {
    if (element.current === null) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.max(120, Math.floor(entry!.contentRect.width))));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
