import { useState } from "preact/hooks";
import { Figures } from "../../live/machine/figures";
import { PanelView } from "../../live/machine/PanelView";
import { panels } from "../../live/machine/panels";
import type { AdminApi } from "../api/adminApi";
import { LogTail } from "../state/logTail";
import { usePoll } from "../state/usePoll";

const everyMs = 1_000;
/** Two minutes of some twenty keys. */
const firstPage = 1_000;

/** The live charts of the machine, from the server's own feed. */
export function HostCharts({ api }: { api: AdminApi }) {
  const [figures] = useState(() => new Figures());
  const [tail] = useState(
    () =>
      new LogTail((after, limit) => api.history("feed:host", { ...(after !== undefined && { after }), limit }), firstPage, {
        take: (publication) => figures.take(publication),
        restart: () => figures.restart(),
      }),
  );
  const poll = usePoll(() => tail.next(), everyMs);
  if (figures.keys.length === 0) return <p class="nothing">{poll.value === undefined ? "Asking…" : "The feed feed:host has no figures: it is turned off, or the server has just started."}</p>;
  return (
    <div class={poll.away ? "panels stale" : "panels"}>
      {panels.map((panel) => (
        <PanelView key={panel.title} panel={panel} feed={{ figures, now: Date.now() }} />
      ))}
    </div>
  );
}
