import { useEffect, useRef } from "preact/hooks";
import { label, value } from "../format";
import type { Figures } from "./figures";

/** Everything the feed tells, known to this page or not: a small table for each key. */
export function FigureTables({ figures }: { figures: Figures }) {
  return (
    <div class="tables">
      {figures.keys.map((key) => (
        <FigureTable key={key} name={key} fields={figures.get(key)?.fields ?? {}} />
      ))}
    </div>
  );
}

function FigureTable({ name, fields }: { name: string; fields: Readonly<Record<string, number>> }) {
  return (
    <table class="sheet">
      <caption>
        <code>{name}</code>
      </caption>
      <tbody>
        {Object.entries(fields).map(([field, number]) => (
          <tr key={field}>
            <th scope="row">{label(field)}</th>
            <Cell text={value(field, number)} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** Lights up for a moment when its text changes. */
function Cell({ text }: { text: string }) {
  const cell = useRef<HTMLTableCellElement>(null);
  const shown = useRef(text);
  useEffect(() => {
    if (shown.current === text) return;
    shown.current = text;
    if (!calm.matches) cell.current?.animate([{ backgroundColor: "var(--flash)" }, { backgroundColor: "transparent" }], { duration: 900, easing: "ease-out" });
  }, [text]);
  return <td ref={cell}>{text}</td>;
}
