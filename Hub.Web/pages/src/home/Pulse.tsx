import type { HubClient } from "@realtimehub/client";
import { connectionWords } from "../connection/connectionWords";
import { count, duration, percent } from "../format";
import { Chart } from "../live/machine/Chart";
import { useHostFeed } from "../live/machine/useHostFeed";

/** The server's own pulse: proof on the first page that something is alive here. */
export function Pulse({ client }: { client: HubClient }) {
  const { figures, status, now, refused, denied } = useHostFeed(client);
  const busy = figures.field("cpu", "busyPercent");
  const connected = status.state === "connected" && !refused;
  // Without the countdown: it would be read aloud every second.
  const { tone, spoken } = connectionWords(status);
  const lines = [{ label: "Processor", series: figures.course("cpu", "busyPercent"), colour: 1 }];
  if (denied) return <RightMissing />;
  return (
    <>
      <p class="pulse-head" role="status">
        <span class={`dot ${refused ? "warn" : tone}`} aria-hidden="true" />
        {connected ? "This server, right now" : status.state === "closed" ? spoken : (refused ?? spoken)}
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

/** The figures are a feed like others: outside Development watching it takes a right. */
function RightMissing() {
  return (
    <>
      <p class="pulse-head" role="status">
        <span class="dot warn" aria-hidden="true" />
        The figures of this machine are for those who may see them
      </p>
      <p>
        They are the feed <code>feed:host</code>, and your token has no right to it. Make one that has, with the server’s key, and sign in with it:
      </p>
      <pre>
        <code>rthub token --user ann --grant 'feed:host=subscribe,history'</code>
      </pre>
      <p>
        Or let every signed-in user watch feeds: <code>--Hub:Namespaces:feed:Subscribe authenticated</code>, and the same for <code>History</code>.
      </p>
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
