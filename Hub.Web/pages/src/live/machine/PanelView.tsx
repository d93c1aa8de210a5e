import { Chart, type Line } from "./Chart";
import type { HostFeed } from "./useHostFeed";
import type { Panel } from "./panels";
import type { Series } from "./series";

/** What a panel draws. */
type Drawn = Pick<HostFeed, "figures" | "now">;

/** One panel: what it is, its figures now, and their course. */
export function PanelView({ panel, feed }: { panel: Panel; feed: Drawn }) {
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
          const range = rangeOf(lines[index]!.series, format);
          return (
            <div key={field} class={`line-${index + 1}`}>
              <dt>{label}</dt>
              <dd>{value === undefined ? "–" : format(value)}</dd>
              {range && <dd class="range">{range}</dd>}
            </div>
          );
        })}
      </dl>
      <Chart title={title} lines={lines} now={feed.now} format={format} most={most} least={least} />
      {key === "cpu" && <Cores feed={feed} />}
    </section>
  );
}

/** The least and the most of the last two minutes. */
function rangeOf(series: Series | undefined, format: (value: number) => string): string | undefined {
  if (!series || series.values.length < 2) return undefined;
  return `${format(Math.min(...series.values))} to ${format(Math.max(...series.values))}`;
}

/** How busy each core is; machines have from one to very many. */
function Cores({ feed }: { feed: Drawn }) {
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
            <span class="core-name" aria-hidden="true">
              {core.slice(3)} <b>{Math.round(busy)} %</b>
            </span>
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
