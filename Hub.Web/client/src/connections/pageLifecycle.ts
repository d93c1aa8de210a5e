/**
 * Tells when a connection may have died or may work again without our notice: the page is looked at again, the
 * network is back. Where there is no page (workers, Node) only what exists is listened to. The answer ends the listening.
 */
export function watchPageLifecycle(changed: () => void): () => void {
  const seen = (): void => {
    if (globalThis.document?.visibilityState === "visible") changed();
  };
  globalThis.document?.addEventListener("visibilitychange", seen);
  globalThis.addEventListener?.("online", changed);
  return () => {
    globalThis.document?.removeEventListener("visibilitychange", seen);
    globalThis.removeEventListener?.("online", changed);
  };
}
