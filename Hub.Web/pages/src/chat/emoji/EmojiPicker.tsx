import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { findEmojis } from "./emojis";

/** Every emoji, found by words or by the arrow keys. */
export function EmojiPicker({ onPick }: { onPick: (emoji: string) => void }) {
  const [query, setQuery] = useState("");
  const groups = useMemo(() => findEmojis(query), [query]);
  const field = useRef<HTMLInputElement>(null);
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => field.current?.focus(), []);
  const buttons = (): HTMLButtonElement[] => [...place.current!.querySelectorAll("button")];
  const onKeyDown = (event: KeyboardEvent): void => {
    const all = buttons();
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    const next = at < 0 ? (event.key === "ArrowDown" ? all[0] : undefined) : neighbour(all, at, event.key);
    if (!next && !(at >= 0 && event.key === "ArrowUp")) return;
    event.preventDefault();
    (next ?? field.current)?.focus();
  };
  return (
    <div class="emoji-picker" onKeyDown={onKeyDown}>
      <input
        ref={field}
        type="text"
        aria-label="Find an emoji"
        placeholder="Find an emoji"
        value={query}
        autoComplete="off"
        onInput={({ currentTarget }) => setQuery(currentTarget.value)}
      />
      <div class="emoji-groups" ref={place}>
        {groups.length === 0 && <p class="hint">No emoji is called so.</p>}
        {groups.map(({ name, emojis }, group) => (
          <section key={name} aria-label={name}>
            <h3>{name}</h3>
            <div class="emoji-grid">
              {emojis.map(({ emoji, name }, index) => (
                <button type="button" key={emoji} class="icon-button emoji" tabIndex={group === 0 && index === 0 ? 0 : -1} aria-label={name} title={name} onClick={() => onPick(emoji)}>
                  {emoji}
                </button>
              ))}
            </div>
          </section>
        ))}
      </div>
    </div>
  );
}

/** The button that an arrow leads to: the next one, or the one above or below. */
function neighbour(all: readonly HTMLButtonElement[], at: number, key: string): HTMLButtonElement | undefined {
  if (key === "ArrowRight") return all[at + 1];
  if (key === "ArrowLeft") return all[at - 1];
  if (key !== "ArrowDown" && key !== "ArrowUp") return undefined;
  const here = all[at]!.getBoundingClientRect();
  const others = key === "ArrowDown" ? all.slice(at + 1) : all.slice(0, at).reverse();
  const row = others.find((button) => Math.abs(button.getBoundingClientRect().top - here.top) > 4)?.getBoundingClientRect().top;
  if (row === undefined) return undefined;
  const inRow = others.filter((button) => Math.abs(button.getBoundingClientRect().top - row) <= 4);
  return inRow.reduce((best, button) => (distance(button, here) < distance(best, here) ? button : best));
}

const distance = (button: HTMLElement, here: DOMRect): number => Math.abs(button.getBoundingClientRect().left - here.left);
