import type { AlertBook } from "./alertBook";
import { alertWords } from "./words";

const plain = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });

/** The alert that fired last, until it is put away: over whatever view is open. */
export function FiredAlert({ book }: { book: AlertBook }) {
  const { fired } = book;
  return (
    <div role="alert" class="fired-alert-place">
      {fired && (
        <div class="sheet fired-alert">
          <p>
            <b>{fired.key}</b> {`${alertWords(fired, (value) => plain.format(value))}: ${fired.field} is ${plain.format(fired.firedValue ?? fired.value)}`}
          </p>
          <button type="button" class="button small" onClick={() => book.putAway()}>
            OK
          </button>
        </div>
      )}
    </div>
  );
}
