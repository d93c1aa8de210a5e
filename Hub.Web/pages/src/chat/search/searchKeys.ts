import { useEffect } from "preact/hooks";

const typing = "input, textarea, select, [contenteditable]";

/** Ctrl+K or Cmd+K begins a search, and so does / for one who isn't typing. Escape in the conversation ends it. */
export function useSearchKeys(begin: () => void, end: () => void): void {
  useEffect(() => {
    const heard = (event: KeyboardEvent): void => {
      const target = event.target instanceof Element ? event.target : document.body;
      if (document.querySelector("dialog[open]")) return;
      const shortcut = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k";
      const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !target.closest(typing);
      if (shortcut || slash) {
        event.preventDefault();
        begin();
      } else if (event.key === "Escape" && (target === document.body || target.closest(".log-scroller"))) {
        end();
      }
    };
    document.addEventListener("keydown", heard);
    return () => document.removeEventListener("keydown", heard);
  });
}
