/** A hidden page has no frames, but a title. */
const withoutFrameMs = 200;

/** Gives what draws at most once a frame, however often it is called, and after a moment where no frame comes. */
export function oncePerFrame(draw: () => void): () => void {
  let cancel: (() => void) | undefined;
  const now = (): void => {
    cancel?.();
    cancel = undefined;
    draw();
  };
  return () => {
    if (cancel) return;
    // Both: a page that is visible now may be hidden before its next frame, and then has none.
    const frame = requestAnimationFrame(now);
    const timer = setTimeout(now, withoutFrameMs);
    cancel = () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  };
}
