import { count } from "../../format";
import type { AlertBook } from "../alerts/alertBook";
import { AlertPanel } from "../alerts/AlertPanel";
import { CourseChart } from "../charts/CourseChart";
import type { FeedWatch } from "../feed/feedWatch";
import type { Station } from "./stations";
import { degrees, tenth } from "./temperature";

interface StationDetailProps {
  readonly watch: FeedWatch;
  readonly alerts: AlertBook;
  readonly station: Station;
  onClose(): void;
}

/** One station: its weather now, and the course of its temperature. */
export function StationDetail({ watch, alerts, station, onClose }: StationDetailProps) {
  const { key, city, country, temperature, condition } = station;
  const facts = [
    ["Humidity", station.humidity, "%", count],
    ["Pressure", station.pressure, "hPa", count],
    ["Wind", station.windSpeed, "m/s", tenth],
    ["Rain", station.precipitation, "mm/h", tenth],
  ] as const;
  return (
    <section class="sheet detail" aria-label={`${city} in detail`}>
      <header>
        <h2>{city}</h2>
        <p>{[country, condition].filter(Boolean).join(" · ")}</p>
        <button type="button" class="button small" onClick={onClose}>
          Close
        </button>
      </header>
      <p class="headline">
        <b>{temperature === undefined ? "–" : degrees(temperature)}</b>
      </p>
      <CourseChart key={key} watch={watch} name={key} field="temperature" label={`Temperature of ${city}`} look="line" format={degrees} />
      <dl class="facts">
        {facts.map(([title, value, unit, format]) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>{value === undefined ? "–" : `${format(value)} ${unit}`}</dd>
          </div>
        ))}
      </dl>
      <AlertPanel key={`alerts of ${key}`} book={alerts} of={{ feed: watch.name, key, field: "temperature" }} value={temperature} format={degrees} />
    </section>
  );
}
