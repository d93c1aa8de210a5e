import { count } from "../../format";
import type { AlertBook } from "../alerts/alertBook";
import { AlertPanel } from "../alerts/AlertPanel";
import { CourseChart } from "../charts/CourseChart";
import { marketFeed, type MarketBoard } from "./marketBoard";
import { money, percentChange } from "./money";

interface MarketDetailProps {
  readonly board: MarketBoard;
  readonly alerts: AlertBook;
  readonly name: string | undefined;
  onClose(): void;
}

/** One symbol: its figures and its course. */
export function MarketDetail({ board, alerts, name, onClose }: MarketDetailProps) {
  if (name === undefined) return <p class="detail hint">Choose a symbol to see its chart.</p>;
  const fields = board.fields(name) ?? {};
  const number = (field: string, format: (value: number) => string): string => (typeof fields[field] === "number" ? format(fields[field]) : "–");
  return (
    <section class="sheet detail" aria-label={`${name} in detail`}>
      <header>
        <h2>{name}</h2>
        <p>{[fields.name, fields.sector].filter(Boolean).join(" · ")}</p>
        <button type="button" class="button small" onClick={onClose}>
          Close
        </button>
      </header>
      <p class="headline">
        <b>{number("price", money)}</b>
        <span class={Number(fields.change ?? 0) < 0 ? "down" : "up"}>{number("change", percentChange)}</span>
      </p>
      <CourseChart key={name} watch={board.watch} name={name} field="price" label={`Price of ${name}`} look="candles" format={money} />
      <dl class="facts">
        {facts.map(({ field, title, format }) => (
          <div key={field}>
            <dt>{title}</dt>
            <dd>{number(field, format)}</dd>
          </div>
        ))}
      </dl>
      <AlertPanel
        key={`alerts of ${name}`}
        book={alerts}
        of={{ feed: marketFeed, key: name, field: "price" }}
        value={typeof fields.price === "number" ? fields.price : undefined}
        format={money}
      />
    </section>
  );
}

const facts = [
  { field: "bid", title: "Bid", format: money },
  { field: "ask", title: "Ask", format: money },
  { field: "open", title: "Open", format: money },
  { field: "high", title: "High", format: money },
  { field: "low", title: "Low", format: money },
  { field: "volume", title: "Volume", format: count },
] as const;
