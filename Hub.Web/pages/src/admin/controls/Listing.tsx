import type { ComponentChildren } from "preact";

interface Column {
  readonly title: string;
  /** `number` for figures, `act` for buttons. */
  readonly look?: "number" | "act";
}

interface Props {
  /** What it lists, for readers of the screen. */
  readonly label: string;
  readonly columns: readonly Column[];
  /** What stands there when nothing is listed; while nothing is known yet, nothing. */
  readonly empty: string | undefined;
  /** Whether more is there than is shown. */
  readonly more?: boolean;
  readonly rows: readonly { readonly key: string; readonly cells: readonly ComponentChildren[] }[];
}

/** A table; on a narrow screen each row is a card whose figures bear their names. */
export function Listing({ label, columns, empty, more, rows }: Props) {
  if (rows.length === 0) return <p class="nothing">{empty}</p>;
  return (
    <>
      <table class="sheet listing" aria-label={label}>
        <thead>
          <tr>
            {columns.map(({ title, look }) => (
              <th key={title} scope="col" class={look}>
                {look === "act" ? <span class="unseen">{title}</span> : title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells }) => (
            <tr key={key}>
              {cells.map((cell, i) => {
                const { title, look } = columns[i]!;
                return i === 0 ? (
                  <th key={title} scope="row">
                    {cell}
                  </th>
                ) : (
                  <td key={title} class={look} data-title={look === "act" ? undefined : title}>
                    {cell}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {more && <p class="nothing">Only the first {rows.length} are shown. Narrow the search.</p>}
    </>
  );
}
