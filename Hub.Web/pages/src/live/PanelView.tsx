import { Chart, type Line } from "./Chart";
import type { HostFeed } from "./useHostFeed";
import type { Panel } from "./panels";

/** One panel: what it is, its figures now, and their course. */
export function PanelView({ panel, feed }: { panel: Panel; feed: HostFeed }) {
  const { title, key, format, most, least, note } = panel;
  const lines: Line[] = panel.lines.map(({ field, label }, index) => ({
    label,
    series: feed.figures.course(key, field),
    colour: index + 1,
  }));
  return (
    <section class="sheet panel" aria-label={title}>
      <header>
        <h2>{title}</h2>
        <p>{note?.(feed.figures)}</p>
      </header>
      <dl class="now">
        {panel.lines.map(({ field, label }, index) => {
          const value = feed.figures.field(key, field);
          return (
            <div key={field} class={`line-${index + 1}`}>
              <dt>{label}</dt>
              <dd>{value === undefined ? "–" : format(value)}</dd>
            </div>
          );
        })}
      </dl>
      <Chart title={title} lines={lines} now={feed.now} format={format} most={most} least={least} />
      {key === "cpu" && <Cores feed={feed} />}
    </section>
  );
}

/** How busy each core is; machines have from one to very many. */
function Cores({ feed }: { feed: HostFeed }) {
  const cores = feed.figures.keys.filter((key) => /^cpu\d+$/.test(key));
  if (cores.length === 0) return null;
  return (
    <ul class="cores" aria-label="Cores">
      {cores.map((core) => {
        const busy = feed.figures.field(core, "busyPercent") ?? 0;
        const text = `Core ${core.slice(3)}: ${Math.round(busy)} %`;
        return (
          <li key={core} title={text}>
            <span class="unseen">{text}</span>
            <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
              <rect class="full" width="100" height="6" />
              <rect class="busy" width={Math.min(100, Math.max(0, busy))} height="6" />
            </svg>
          </li>
        );
      })}
    </ul>
  );
}
