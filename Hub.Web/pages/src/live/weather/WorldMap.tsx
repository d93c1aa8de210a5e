import type { Station } from "./stations";
import { degrees, legend, temperatureColour } from "./temperature";
import { landPath, mapSize, placeOnMap } from "./worldMap";

interface WorldMapProps {
  readonly stations: readonly Station[];
  readonly selected: string | undefined;
  onSelect(key: string): void;
}

/** The stations on a map, coloured by temperature. By keyboard and by ear the table beside it says the same. */
export function WorldMap({ stations, selected, onSelect }: WorldMapProps) {
  const measured = stations.flatMap((station) => {
    const { latitude, longitude, temperature } = station;
    const place = latitude === undefined || longitude === undefined ? undefined : placeOnMap(latitude, longitude);
    return place && temperature !== undefined ? [{ ...station, ...place, temperature }] : [];
  });
  const shown = measured.find(({ key }) => key === selected);
  return (
    <figure class="sheet map">
      <svg viewBox={`0 0 ${mapSize.width} ${mapSize.height}`} role="img" aria-label={spoken(measured)}>
        <path class="land" d={landPath} />
        {measured.map(({ key, city, x, y, temperature }) => (
          <g key={key} class={key === selected ? "station selected" : "station"} transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`} onClick={() => onSelect(key)}>
            <title>{`${city} ${degrees(temperature)}`}</title>
            <circle class="reach" r={16} />
            <circle class="point" r={8} style={{ fill: temperatureColour(temperature) }} />
          </g>
        ))}
        {shown && (
          <text class="name" x={shown.x} y={shown.y - 16} text-anchor={shown.x > mapSize.width - 140 ? "end" : shown.x < 140 ? "start" : "middle"}>
            {`${shown.city} ${degrees(shown.temperature)}`}
          </text>
        )}
      </svg>
      <figcaption aria-hidden="true">
        {legend.map(({ celsius, colour }) => (
          <span key={celsius}>
            <i style={{ background: colour }} />
            {`${celsius}°`.replace("-", "−")}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

function spoken(stations: readonly { readonly city: string; readonly temperature: number }[]): string {
  const [coldest, ...others] = [...stations].sort((a, b) => a.temperature - b.temperature);
  if (!coldest) return "Map of the stations: no values yet.";
  const warmest = others.at(-1) ?? coldest;
  return `Map of ${stations.length} stations, coloured by temperature. Coldest: ${coldest.city}, ${degrees(coldest.temperature)}. Warmest: ${warmest.city}, ${degrees(warmest.temperature)}.`;
}
