import type { HubClient } from "@realtimehub/client";
import { FiredAlert } from "./alerts/FiredAlert";
import { useAlertBook } from "./alerts/useAlertBook";
import { MachineView } from "./machine/MachineView";
import { MarketView } from "./market/MarketView";
import { useFirstView } from "./place/firstView";
import { addressOf, usePlace, viewNames, type ViewName } from "./place/place";
import { WeatherView } from "./weather/WeatherView";

const titles: Readonly<Record<ViewName, string>> = { market: "Market", weather: "Weather", machine: "This machine" };

/** The page: three feeds, one at a time. */
export function Live({ client }: { client: HubClient }) {
  const { view, key } = usePlace(useFirstView(client));
  const alerts = useAlertBook(client);
  return (
    <>
      <div class="live-head">
        <h1>{titles[view]}, live</h1>
        <nav class="views" aria-label="Views">
          {viewNames.map((name) => (
            <a key={name} href={addressOf({ view: name, key: undefined })} aria-current={name === view ? "page" : undefined}>
              {titles[name]}
            </a>
          ))}
        </nav>
      </div>
      {view === "market" && <MarketView client={client} alerts={alerts} selected={key} />}
      {view === "weather" && <WeatherView client={client} alerts={alerts} selected={key} />}
      {view === "machine" && <MachineView client={client} />}
      <FiredAlert book={alerts} />
    </>
  );
}
