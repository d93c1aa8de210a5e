import { useState } from "preact/hooks";
import { count, duration } from "../../format";
import type { AdminApi } from "../api/adminApi";
import type { NodeSummary } from "../api/contracts";
import { useAsk } from "../controls/Ask";
import { Stand } from "../controls/Stand";
import { usePoll } from "../state/usePoll";
import { HostCharts } from "./HostCharts";
import { NodeFigures } from "./NodeFigures";
import { Pace } from "./pace";
import { Warnings } from "./Warnings";
import { WebhookTable } from "./WebhookTable";

const everyMs = 2_000;

/** The nodes, their figures, and the charts of the machine. */
export function ServerView({ api }: { api: AdminApi }) {
  const [pace] = useState(() => new Pace());
  const poll = usePoll(async () => {
    const [{ nodes }, statistics, { warnings = [] }] = await Promise.all([api.nodes(), api.statistics(), api.health()]);
    pace.take(statistics);
    return { nodes, statistics, warnings };
  }, everyMs);
  const { ask, dialog } = useAsk(() => poll.refresh());
  const stop = (node: NodeSummary): void =>
    ask({
      title: (
        <>
          Stop <bdi>{node.node}</bdi>?
        </>
      ),
      consequence: (
        <>
          <p>
            The node takes no new connections from now on, asks its {count(node.connections)} {node.connections === 1 ? "connection" : "connections"} to come back elsewhere within 5 seconds, and closes the rest.
            Then the process ends: it comes back only if something starts it again.
          </p>
          <p>What was published is kept. It can’t be called off.</p>
        </>
      ),
      act: "Drain and stop",
      run: () => api.drain(node.node),
    });

  return (
    <>
      <div class="view-line">
        <p>This server’s nodes, and what the machine does.</p>
        <Stand poll={poll} />
      </div>
      <div class={poll.away ? "stale" : undefined}>
        <Warnings texts={poll.value?.warnings ?? []} />
        {poll.value?.nodes.map((node) => (
          <section key={node.id} class="sheet node" aria-label={`Node ${node.node}`}>
            <header>
              <h2>
                <span class={`dot ${node.status === "ready" ? "good" : "bad"}`} aria-hidden="true" /> <bdi>{node.node}</bdi>
              </h2>
              <button type="button" class="button small" onClick={() => stop(node)}>
                Drain and stop…
              </button>
            </header>
            <p>
              {node.status === "ready" ? "Ready for clients" : `Unavailable: ${node.reasons.join("; ")}`}. Version {node.version}, up {duration((poll.value!.statistics.time - node.startedTime) / 1_000)}.
            </p>
            {node.node === poll.value!.statistics.node ? (
              <NodeFigures statistics={poll.value!.statistics} pace={pace} />
            ) : (
              <p>
                {count(node.connections)} {node.connections === 1 ? "connection" : "connections"}. Open its own address for its figures.
              </p>
            )}
          </section>
        ))}
      </div>
      <WebhookTable api={api} />
      <h2 class="tables-title">The machine</h2>
      <HostCharts api={api} />
      {dialog}
    </>
  );
}
