import type { HubClient } from "@realtimehub/client";
import { ConnectionLine } from "../feed/ConnectionLine";
import { FeedMissing } from "../feed/FeedMissing";
import { FigureTables } from "./FigureTables";
import { PanelView } from "./PanelView";
import { panels } from "./panels";
import { useHostFeed } from "./useHostFeed";

/** The computer that the server runs on: charts, and all figures in tables. */
export function MachineView({ client }: { client: HubClient }) {
  const feed = useHostFeed(client);
  if (feed.refused !== undefined) return <FeedMissing name="host" problem={feed.denied ? { kind: "denied" } : { kind: "failed", message: feed.refused }} />;
  const live = feed.status.state === "connected";
  return (
    <>
      <div class="view-line">
        <p>
          What the server’s own computer is doing, once a second. Take the network away: the line stops, and when you are back the gap is
          filled from history.
        </p>
        <ConnectionLine status={feed.status} notice={feed.notice.text} onRetry={() => client.reconnectNow()} />
      </div>
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
