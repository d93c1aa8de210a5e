/** Marks a value that may no longer be true. */
export function StaleMark() {
  return (
    <span class="stale-mark" title="The source of this value is silent: it may no longer be true">
      old
    </span>
  );
}
