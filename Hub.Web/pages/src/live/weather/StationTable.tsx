import { useState } from "preact/hooks";
import { count } from "../../format";
import { SortedHead, type SortedBy, type SortedColumn } from "../feed/SortedHead";
import { StaleMark } from "../feed/StaleMark";
import { orderedStations, type Station, type StationColumn } from "./stations";
import { degrees, temperatureColour, tenth } from "./temperature";

const columns: readonly SortedColumn<StationColumn>[] = [
  { column: "city", title: "City", look: "", descends: false },
  { column: "temperature", title: "Temperature", look: "number", descends: true },
  { column: "humidity", title: "Humidity", look: "number wide", descends: true },
  { column: "windSpeed", title: "Wind", look: "number", descends: true },
];

interface StationTableProps {
  readonly stations: readonly Station[];
  readonly selected: string | undefined;
  onSelect(key: string): void;
}

/** The weather of all stations. */
export function StationTable({ stations, selected, onSelect }: StationTableProps) {
  const [sort, setSort] = useState<SortedBy<StationColumn>>({ column: "city", descending: false });
  return (
    <div class="sheet stations">
      <table>
        <caption class="unseen">Weather of all stations</caption>
        <SortedHead columns={columns} sort={sort} onSort={setSort}>
          <th scope="col" class="wide">
            Sky
          </th>
        </SortedHead>
        <tbody>
          {orderedStations(stations, sort.column, sort.descending).map((station) => (
            <tr key={station.key} class={station.key === selected ? "selected" : ""}>
              <th scope="row">
                <button type="button" aria-pressed={station.key === selected} onClick={() => onSelect(station.key)}>
                  {station.city}
                </button>
                {station.stale && <StaleMark />}
              </th>
              <td class="number">
                {station.temperature !== undefined && <i class="swatch" style={{ background: temperatureColour(station.temperature) }} />}
                {station.temperature === undefined ? "–" : degrees(station.temperature)}
              </td>
              <td class="number wide">{station.humidity === undefined ? "–" : `${count(station.humidity)} %`}</td>
              <td class="number">{station.windSpeed === undefined ? "–" : `${tenth(station.windSpeed)} m/s`}</td>
              <td class="wide">{station.condition}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
