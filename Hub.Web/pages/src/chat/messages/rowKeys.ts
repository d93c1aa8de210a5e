/** The row that a key leads to from another; undefined where it leads nowhere. */
export function rowAfter(keys: readonly string[], from: string, key: string): string | undefined {
  const at = keys.indexOf(from);
  switch (key) {
    case "ArrowDown":
      return keys[at + 1];
    case "ArrowUp":
      return at > 0 ? keys[at - 1] : undefined;
    case "Home":
      return keys[0];
    case "End":
      return keys.at(-1);
    default:
      return undefined;
  }
}
