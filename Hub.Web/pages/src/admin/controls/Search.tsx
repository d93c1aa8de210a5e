import { useEffect, useState } from "preact/hooks";

const pauseMs = 250;

/** A field whose text is taken when the typing pauses. */
export function Search({ label, placeholder, onSearch }: { label: string; placeholder: string; onSearch: (text: string) => void }) {
  const [text, setText] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => onSearch(text.trim()), pauseMs);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <input class="filter" type="search" aria-label={label} placeholder={placeholder} value={text} autoComplete="off" spellcheck={false} onInput={({ currentTarget }) => setText(currentTarget.value)} />
  );
}
