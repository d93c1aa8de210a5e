import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { count } from "../../format";
import { SortedHead, type SortedColumn } from "../feed/SortedHead";
import { StaleMark } from "../feed/StaleMark";
import type { MarketBoard } from "./marketBoard";
import { money, percentChange } from "./money";
import { inView, type Column } from "./rows";
import { rowHeight, useRowKeys } from "./rowKeys";
import { Sparkline } from "./Sparkline";

const around = 4;

const columns: readonly SortedColumn<Column>[] = [
  { column: "key", title: "Symbol", look: "", descends: false },
  { column: "name", title: "Name", look: "wide", descends: false },
  { column: "price", title: "Price", look: "number", descends: true },
  { column: "change", title: "Change", look: "number", descends: true },
  { column: "volume", title: "Volume", look: "number wide", descends: true },
];

interface MarketTableProps {
  readonly board: MarketBoard;
  readonly selected: string | undefined;
  onSelect(key: string): void;
}

/** All symbols; of the rows only those in view are there, and only their values come. */
export function MarketTable({ board, selected, onSelect }: MarketTableProps) {
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 480 });
  const { order, sort } = board;
  const { from, to } = inView(view.top, view.height, rowHeight, order.length, around);
  const shown = order.slice(from, to);
  useEffect(() => board.show(shown, selected));
  const measure = (): void => {
    if (box.current) setView({ top: box.current.scrollTop, height: box.current.clientHeight });
  };
  useEffect(() => {
    const observer = new ResizeObserver(measure);
    observer.observe(box.current!);
    return () => observer.disconnect();
  }, []);
  // Another order or filter begins at its top.
  const arrangement = `${board.sort.column} ${board.sort.descending} ${board.filter}`;
  useLayoutEffect(() => void (box.current!.scrollTop = 0), [arrangement]);
  const onKeyDown = useRowKeys(box, order, from, to);

  return (
    <div class="sheet board" ref={box} onScroll={measure} tabIndex={0} role="region" aria-label="All symbols">
      <table aria-rowcount={order.length + 1} onKeyDown={onKeyDown}>
        <SortedHead columns={columns} sort={sort} onSort={(next) => board.sortBy(next)}>
          <th scope="col" class="course">
            Trend
          </th>
        </SortedHead>
        <tbody>
          <Space rows={from} />
          {shown.map((key, i) => (
            <Row key={key} board={board} name={key} place={from + i} selected={key === selected} onSelect={onSelect} />
          ))}
          <Space rows={order.length - to} />
        </tbody>
      </table>
      {order.length === 0 && <p class="empty">{board.filter ? "No symbol fits." : "Nothing here yet."}</p>}
    </div>
  );
}

/** What stands for rows that are out of view. */
function Space({ rows }: { rows: number }) {
  return rows > 0 ? <tr class="space" aria-hidden="true" style={{ height: `${rows * rowHeight}px` }} /> : null;
}

interface RowProps {
  readonly board: MarketBoard;
  readonly name: string;
  readonly place: number;
  readonly selected: boolean;
  onSelect(key: string): void;
}

function Row({ board, name, place, selected, onSelect }: RowProps) {
  const fields = board.fields(name) ?? {};
  const move = board.move(name);
  const number = (field: string): number | undefined => (typeof fields[field] === "number" ? fields[field] : undefined);
  const [price, change, volume] = [number("price"), number("change"), number("volume")];
  return (
    <tr aria-rowindex={place + 2} class={[selected && "selected", !board.isLive(name) && "old", board.isStale(name) && "silent"].filter(Boolean).join(" ")}>
      <th scope="row">
        <button type="button" data-row={place} aria-pressed={selected} onClick={() => onSelect(name)}>
          {name}
        </button>
        {board.isStale(name) && <StaleMark />}
      </th>
      <td class="wide">{fields.name ?? ""}</td>
      {/* A new element for each move: its animation begins again. */}
      <td class="number" key={`price${move?.count ?? 0}`}>
        <span class={move ? `flash ${move.direction}` : ""}>{price === undefined ? "–" : money(price)}</span>
      </td>
      <td class={`number ${(change ?? 0) < 0 ? "down" : "up"}`}>{change === undefined ? "–" : percentChange(change)}</td>
      <td class="number wide">{volume === undefined ? "–" : count(volume)}</td>
      <td class="course">
        <Sparkline values={board.course(name)} />
      </td>
    </tr>
  );
}
