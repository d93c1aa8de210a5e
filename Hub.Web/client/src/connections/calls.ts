import type { Connection, ConnectionStatus } from "./connection.js";
import type { Welcome } from "../contracts.js";
import { ClosedError, ConnectionLostError } from "../errors.js";
import { CallPacer } from "./callPacer.js";
import type { Method, RequestOf, ResultOf } from "./link.js";

/** Calls that wait for a connection. */
export class Calls {
  /** The pace of calls that no caller waits for. */
  readonly pacer = new CallPacer();

  constructor(
    private readonly connection: Connection,
    /** Adds a handler of the connection's status; the answer takes it away. */
    private readonly onStatus: (look: (status: ConnectionStatus) => void) => () => void,
  ) {}

  /** Calls once, over the first connection there is. */
  async once<M extends Method>(method: M, request: RequestOf<M>, signal: AbortSignal | undefined): Promise<ResultOf<M>> {
    await this.untilConnected(signal);
    const answer = this.connection.invoke(method, request);
    return signal ? unlessAborted(answer, signal) : answer;
  }

  /** For calls that may as well be made twice: made again when the connection was lost under them. */
  async repeated<M extends Method>(method: M, request: RequestOf<M>, signal: AbortSignal | undefined): Promise<ResultOf<M>> {
    for (;;) {
      try {
        return await this.once(method, request, signal);
      } catch (error) {
        if (!(error instanceof ConnectionLostError) || this.connection.status.state === "closed") throw error;
      }
    }
  }

  /** For calls that the client makes by itself and that may be made twice: in their own pace, and again when the server is busy. */
  async paced<M extends Method>(method: M, request: RequestOf<M>, signal: AbortSignal | undefined): Promise<ResultOf<M>> {
    for (;;) {
      await this.untilConnected(signal);
      await this.pacer.turn(signal);
      try {
        return await this.once(method, request, signal);
      } catch (error) {
        if (!(error instanceof ConnectionLostError) && !this.pacer.refused(error)) throw error;
      }
    }
  }

  /** Resolves when there is a connection; rejects when there will be none, or when aborted. */
  untilConnected(signal: AbortSignal | undefined): Promise<Welcome> {
    return new Promise((resolve, reject) => {
      const look = (status: ConnectionStatus): void => {
        if (status.state === "connected") done(() => resolve(status.welcome));
        if (status.state === "closed") done(() => reject(closedBy(status)));
      };
      const onAbort = (): void => done(() => reject(signal?.reason));
      const done = (settle: () => void): void => {
        off();
        signal?.removeEventListener("abort", onAbort);
        settle();
      };
      const off = this.onStatus(look);
      signal?.addEventListener("abort", onAbort);
      if (signal?.aborted) onAbort();
      look(this.connection.status);
    });
  }
}

/** What callers get to hear of a client that is closed. */
export function closedBy(status: ConnectionStatus): Error {
  const told = status.state === "closed" ? status.error : undefined;
  return told ?? new ClosedError("stopped", "the client was stopped");
}

/** The answer, or the abort when that comes first. */
function unlessAborted<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener("abort", onAbort);
    if (signal.aborted) onAbort();
    answer.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
