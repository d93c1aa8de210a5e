import type { HubClient } from "@realtimehub/client";
import { count, duration, percent } from "../format";
import { Chart } from "../live/Chart";
import { useHostFeed } from "../live/useHostFeed";

const saying = {
  idle: "Connecting…",
  connecting: "Connecting…",
  connected: "This server, right now",
  reconnecting: "Connection lost, coming back…",
  closed: "Closed",
} as const;

/** The server's own pulse: proof on the first page that something is alive here. */
export function Pulse({ client }: { client: HubClient }) {
  const { figures, status, now, refused } = useHostFeed(client);
  const busy = figures.field("cpu", "busyPercent");
  const connected = status.state === "connected" && !refused;
  const lines = [{ label: "Processor", series: figures.course("cpu", "busyPercent"), colour: 1 }];
  return (
    <>
      <p class="pulse-head" role="status">
        <span class={`dot ${connected ? "good" : "warn"}`} aria-hidden="true" />
        {refused ?? saying[status.state]}
      </p>
      <p class="pulse-figure">
        {busy === undefined ? "–" : percent(busy)}
        <small>processor busy</small>
      </p>
      <Chart title="Processor busy" lines={lines} now={now} format={percent} most={100} height={120} />
      <dl class="pulse-facts">
        <Fact name="Connections" value={figures.field("server", "connections")} format={count} />
        <Fact name="Delivered" value={figures.field("server", "deliveriesPerSecond")} format={(value) => `${count(value)}/s`} />
        <Fact name="Running for" value={figures.field("server", "uptimeSeconds")} format={duration} />
      </dl>
    </>
  );
}

function Fact({ name, value, format }: { name: string; value: number | undefined; format: (value: number) => string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value === undefined ? "–" : format(value)}</dd>
    </div>
  );
}
