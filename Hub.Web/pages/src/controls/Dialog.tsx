import type { ComponentChildren } from "preact";
import { useEffect, useId, useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "./Icon";

interface Props {
  readonly title: ComponentChildren;
  /** Beside the title. */
  readonly picture?: ComponentChildren;
  readonly onClose: () => void;
  /** Shown below the title; given what closes the dialog. */
  readonly children: (close: () => void) => ComponentChildren;
}

/** A dialog of the browser's own: it keeps the focus, Escape closes it, and the focus returns to where it was. */
export function Dialog({ title, picture, onClose, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  // The browser tells only some milliseconds later that it has closed: who opens another meanwhile would lose it.
  const close = (): void => {
    dialog.current?.close();
    onClose();
  };
  useLayoutEffect(() => dialog.current!.showModal(), []);
  // What opened it may be gone by then, as a person's place in the list is.
  useEffect(() => () => void requestAnimationFrame(() => document.activeElement === document.body && document.querySelector<HTMLElement>(".composer textarea, .blank .button")?.focus()), []);
  return (
    <dialog
      ref={dialog}
      class="dialog sheet"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      // Closed by the browser itself; after `close` it is gone from the page by then.
      onClose={({ currentTarget }) => currentTarget.isConnected && onClose()}
      onPointerDown={(event) => event.target === dialog.current && close()}
    >
      <div class="dialog-inside">
        <header>
          {picture}
          <h2 id={id}>{title}</h2>
        </header>
        {children(close)}
        {/* Last, so that the first thing to do has the focus at first. */}
        <button type="button" class="icon-button close" aria-label="Close" onClick={close}>
          <Icon name="close" />
        </button>
      </div>
    </dialog>
  );
}
