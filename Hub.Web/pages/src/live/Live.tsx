import type { HubClient } from "@realtimehub/client";
import { ConnectionLine } from "./ConnectionLine";
import { FigureTables } from "./FigureTables";
import { PanelView } from "./PanelView";
import { panels } from "./panels";
import { useHostFeed } from "./useHostFeed";

/** The page: how the connection stands, the charts, and all figures in tables. */
export function Live({ client }: { client: HubClient }) {
  const feed = useHostFeed(client);
  const live = feed.status.state === "connected";
  return (
    <>
      <div class="live-head">
        <h1>This machine, live</h1>
        <p>
          What the server’s own computer is doing, once a second. Take the network away: the line stops, and when you are back the gap is
          filled from history.
        </p>
      </div>
      <ConnectionLine feed={feed} onRetry={() => client.reconnectNow()} />
      <div class={live ? "panels" : "panels stale"}>
        {panels.map((panel) => (
          <PanelView key={panel.title} panel={panel} feed={feed} />
        ))}
      </div>
      <h2 class="tables-title">Every figure</h2>
      {feed.figures.keys.length === 0 ? <p class="empty">No figures yet.</p> : <FigureTables figures={feed.figures} />}
    </>
  );
}
