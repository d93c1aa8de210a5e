/** Handlers of some events, called in the order in which they were added. */
export class Emitter<Events extends object> {
  private readonly handlers = new Map<keyof Events, Set<(argument: never) => void>>();

  /** Adds a handler; the answer takes it away again. */
  on<Name extends keyof Events>(name: Name, handler: (argument: Events[Name]) => void): () => void {
    const set = this.handlers.get(name) ?? new Set();
    this.handlers.set(name, set.add(handler));
    return () => void set.delete(handler);
  }

  emit<Name extends keyof Events>(name: Name, argument: Events[Name]): void {
    for (const handler of [...(this.handlers.get(name) ?? [])]) guarded(() => handler(argument as never));
  }
}

/** Runs a caller's code: what it throws is reported as uncaught and stops nothing of ours. */
export function guarded(action: () => void): void {
  try {
    action();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
