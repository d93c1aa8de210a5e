import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../../controls/Icon";
import type { OpenDocument } from "../state/openDocument";
import { download, fileName } from "./download";

/** More that can be done: a copy as a file, and the end of the document. */
export function ExportMenu({ open }: { open: OpenDocument }) {
  const [shown, show] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  // At once: the next key belongs to the menu.
  useLayoutEffect(() => {
    if (!shown) return;
    place.current?.querySelector<HTMLElement>("[role=menuitem]")?.focus();
    const outside = (event: Event): void => void (place.current?.contains(event.target as Node) || show(false));
    addEventListener("pointerdown", outside);
    return () => removeEventListener("pointerdown", outside);
  }, [shown]);
  const close = (): void => {
    show(false);
    button.current?.focus();
  };
  const save = async (kind: "md" | "html" | "txt"): Promise<void> => {
    close();
    const { text, title } = open;
    const source = text.toString();
    if (kind === "md") return download(fileName(title, kind), "text/markdown", source);
    const { htmlOf, plainOf } = await import("./markdownExport");
    if (kind === "html") download(fileName(title, kind), "text/html", htmlOf(source, title));
    else download(fileName(title, kind), "text/plain", plainOf(source));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const items = [...place.current!.querySelectorAll<HTMLElement>("[role=menuitem]")];
    const at = items.indexOf(document.activeElement as HTMLElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1 + items.length, Home: 0, End: items.length - 1 }[event.key];
    if (event.key === "Escape") {
      event.stopPropagation();
      close();
    } else if (event.key === "Tab") show(false);
    if (next === undefined) return;
    event.preventDefault();
    items[next % items.length]?.focus();
  };
  return (
    <div class="menu-place" ref={place}>
      <button type="button" ref={button} class="icon-button" aria-label="More" title="More" aria-haspopup="menu" aria-expanded={shown} onClick={() => show(!shown)}>
        <Icon name="more" />
      </button>
      {shown && (
        <div class="menu sheet" role="menu" aria-label="More" onKeyDown={onKeyDown}>
          <Item onPick={() => void save("md")}>Export as Markdown</Item>
          <Item onPick={() => void save("html")}>Export as HTML</Item>
          <Item onPick={() => void save("txt")}>Export as text</Item>
          {open.owns && (
            <Item
              onPick={() => {
                close();
                open.ask("delete");
              }}
            >
              Delete…
            </Item>
          )}
        </div>
      )}
    </div>
  );
}

function Item({ onPick, children }: { onPick: () => void; children: string }) {
  return (
    <button type="button" role="menuitem" tabIndex={-1} onClick={onPick}>
      {children}
    </button>
  );
}
