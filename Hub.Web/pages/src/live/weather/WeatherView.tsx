import type { HubClient } from "@realtimehub/client";
import type { AlertBook } from "../alerts/alertBook";
import { FeedHead } from "../feed/FeedHead";
import { FeedMissing } from "../feed/FeedMissing";
import { FeedWatch } from "../feed/feedWatch";
import { usualRate } from "../feed/rates";
import { useFeedWatch } from "../feed/useFeedWatch";
import { addressOf } from "../place/place";
import { StationDetail } from "./StationDetail";
import { StationTable } from "./StationTable";
import { stationOf } from "./stations";
import { WorldMap } from "./WorldMap";

const weatherFeed = "weather";

/** The stations on a map and in a table, and the course of one. */
export function WeatherView({ client, alerts, selected }: { client: HubClient; alerts: AlertBook; selected: string | undefined }) {
  const { watch } = useFeedWatch(() => ({ watch: new FeedWatch(client, weatherFeed, { maxRate: usualRate }) }));
  if (watch.problem) return <FeedMissing name={weatherFeed} problem={watch.problem} />;
  const stations = [...(watch.feed?.values ?? [])].map(([key, value]) => stationOf(key, value));
  const select = (key: string | undefined): void => void (location.hash = addressOf({ view: "weather", key }));
  const toggle = (key: string): void => select(key === selected ? undefined : key);
  const station = stations.find(({ key }) => key === selected);
  return (
    <>
      <FeedHead watch={watch} />
      <div class={watch.isFresh ? "weather" : "weather stale"}>
        <WorldMap stations={stations} selected={selected} onSelect={toggle} />
        {station && <StationDetail watch={watch} alerts={alerts} station={station} onClose={() => select(undefined)} />}
        <StationTable stations={stations} selected={selected} onSelect={toggle} />
      </div>
    </>
  );
}
