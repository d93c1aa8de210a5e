import { labels, value } from "../../format";
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
  const names = labels(Object.keys(fields));
  return (
    <table class="sheet">
      <caption>
        <code>{name}</code>
      </caption>
      <tbody>
        {Object.entries(fields).map(([field, number]) => (
          <tr key={field}>
            <th scope="row">{names.get(field)}</th>
            <td>{value(field, number)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
