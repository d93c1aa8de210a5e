import type { ComponentChildren } from "preact";

/** A column that puts its table in order. */
export interface SortedColumn<C extends string> {
  readonly column: C;
  readonly title: string;
  readonly look: string;
  /** Whether its greatest come first. */
  readonly descends: boolean;
}

/** The order of a table. */
export interface SortedBy<C extends string> {
  readonly column: C;
  readonly descending: boolean;
}

interface SortedHeadProps<C extends string> {
  readonly columns: readonly SortedColumn<C>[];
  readonly sort: SortedBy<C>;
  onSort(sort: SortedBy<C>): void;
  /** Heads of columns that give no order. */
  readonly children?: ComponentChildren;
}

/** The head of a table whose columns put it in order; the same one again turns the order round. */
export function SortedHead<C extends string>({ columns, sort, onSort, children }: SortedHeadProps<C>) {
  return (
    <thead>
      <tr>
        {columns.map(({ column, title, look, descends }) => {
          const sorted = sort.column !== column ? "none" : sort.descending ? "descending" : "ascending";
          return (
            <th key={column} scope="col" class={look} aria-sort={sorted}>
              <button type="button" onClick={() => onSort({ column, descending: sorted === "none" ? descends : !sort.descending })}>
                {title}
                <span aria-hidden="true">{sorted === "none" ? "" : sorted === "descending" ? "▼" : "▲"}</span>
              </button>
            </th>
          );
        })}
        {children}
      </tr>
    </thead>
  );
}
