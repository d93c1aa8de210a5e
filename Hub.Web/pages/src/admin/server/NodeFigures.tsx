import { bytes, count } from "../../format";
import type { NodeStatistics } from "../api/contracts";
import type { Pace } from "./pace";

/** What the node that answers does now. */
export function NodeFigures({ statistics, pace }: { statistics: NodeStatistics; pace: Pace }) {
  const figures = [
    ["Connections", count(statistics.connections)],
    ["Subscriptions", count(statistics.subscriptions)],
    ["Channels", count(statistics.channels)],
    ["Published", `${count(pace.of("publications"))}/s`],
    ["Delivered", `${count(pace.of("deliveries"))}/s`],
    ["Signals", `${count(pace.of("signals"))}/s`],
    ["Memory", bytes(statistics.workingSetBytes)],
  ] as const;
  return (
    <dl class="node-figures">
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
