import { temporaryCodes, type ErrorCode } from "./contracts.js";

/** A call was refused, by the server or by this client. */
export class HubError extends Error {
  override readonly name: string = "HubError";

  /**
   * @param code Why, one word: an {@link ErrorCode} of the server, a closing code, or one of this client's own.
   * @param message Why, for people.
   */
  constructor(
    readonly code: ErrorCode | (string & {}),
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** Whether the same call may work later. */
  get temporary(): boolean {
    return temporaryCodes.has(this.code);
  }

  /** How long to wait before trying again, in milliseconds, where the server said so. */
  get retryAfterMs(): number | undefined {
    const found = /retry after (\d+) ms$/.exec(this.message);
    return found ? Number(found[1]) : undefined;
  }
}

/** The connection went while the call was under way, or there was none: it may have been done or not. */
export class ConnectionLostError extends HubError {
  override readonly name = "ConnectionLostError";

  constructor(message = "the connection was lost before the answer came", options?: ErrorOptions) {
    super("connection_lost", message, options);
  }

  override get temporary(): boolean {
    return true;
  }
}

/** The client has been closed for good: stopped, or told by the server to stay away. */
export class ClosedError extends HubError {
  override readonly name = "ClosedError";
}

/** The outbox has no room for another publish. */
export class OutboxFullError extends HubError {
  override readonly name = "OutboxFullError";

  constructor(capacity: number) {
    super("outbox_full", `the outbox holds ${capacity} publishes, its capacity`);
  }

  override get temporary(): boolean {
    return true;
  }
}

/** A publish left, its answer never came, and the server may have forgotten its idempotency key: it was done or not. */
export class OutcomeUnknownError extends HubError {
  override readonly name = "OutcomeUnknownError";

  constructor() {
    super("outcome_unknown", "the connection was lost after the publish had left and came back too late to ask what became of it");
  }
}

/** SignalR tells the HTTP status of a refused connect in its text only. */
const unauthorized = /Status code '401'/;
const refusal = /HubException: ([a-z_]+): (.*)$/s;
/** SignalR's own sentence for a method that isn't there; the only refusal without a code. */
const unknownMethod = /HubException: Method does not exist/;
/** What SignalR says of every call that the server answered with an error. */
const onTheServer = /on the server\./;

/** The refusal inside of an error of SignalR; an error that is none, such as a send that failed, comes back as it is. */
export function fromSignalR(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  if (error instanceof HubError) return error;
  const { message } = error;
  const options = { cause: error };
  const found = refusal.exec(message);
  if (found) return new HubError(found[1]!, found[2]!, options);
  if (unauthorized.test(message)) return new HubError("unauthorized", "the server asks for a valid token", options);
  if (unknownMethod.test(message)) return new HubError("bad_request", message, options);
  return onTheServer.test(message) ? new HubError("internal", message, options) : error;
}
