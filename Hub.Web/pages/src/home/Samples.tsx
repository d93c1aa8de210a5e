import { useId, useRef, useState } from "preact/hooks";
import { samplesFor } from "./sampleCode";

/** Code to start from, one tab for each kind of client. */
export function Samples({ hub }: { hub: string }) {
  const samples = samplesFor(hub);
  const [shown, setShown] = useState(0);
  const [copied, setCopied] = useState(false);
  const tabs = useRef<HTMLDivElement>(null);
  const id = useId();
  const sample = samples[shown]!;

  const show = (index: number): void => {
    setShown(index);
    setCopied(false);
  };

  // Arrow keys go from tab to tab, as the tab pattern of ARIA has it.
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const next = (shown + step + samples.length) % samples.length;
    show(next);
    tabs.current?.querySelectorAll<HTMLElement>("[role=tab]")[next]?.focus();
  };

  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(sample.code);
    setCopied(true);
  };

  return (
    <div class="sheet samples">
      <div class="tabs" ref={tabs}>
        <div role="tablist" aria-label="Kinds of client" onKeyDown={onKeyDown}>
          {samples.map(({ title }, index) => (
            <button
              key={title}
              type="button"
              role="tab"
              id={`${id}-tab-${index}`}
              aria-controls={`${id}-panel`}
              aria-selected={index === shown}
              tabIndex={index === shown ? 0 : -1}
              onClick={() => show(index)}
            >
              {title}
            </button>
          ))}
        </div>
        {"clipboard" in navigator && (
          <button type="button" class="button small copy" onClick={() => void copy()} aria-live="polite">
            {copied ? "Copied" : "Copy"}
          </button>
        )}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-tab-${shown}`}>
        <pre tabIndex={0}>
          <code>{sample.code}</code>
        </pre>
        <p class="note">{sample.note}</p>
      </div>
    </div>
  );
}
