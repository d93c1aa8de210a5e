import { temporaryCodes, type ErrorCode, type RefusalDetails } from "./contracts.js";
import { readRefusal, refusalDetails } from "./refusals.js";

/** A call was refused, by the server or by this client. */
export class HubCallError extends Error {
  override readonly name: string = "HubCallError";

  /**
   * @param code Why, one word: an {@link ErrorCode} of the server, a closing code, or one of this client's own.
   * @param message Why, for people.
   * @param details Why, for programs.
   */
  constructor(
    readonly code: ErrorCode | (string & {}),
    message: string,
    options?: ErrorOptions,
    readonly details?: RefusalDetails,
  ) {
    super(message, options);
  }

  /** Whether the same call may work later. */
  get temporary(): boolean {
    return temporaryCodes.has(this.code);
  }

  /** How long to wait before trying again, in milliseconds, where the server said so. */
  get retryAfterMs(): number | undefined {
    return this.details?.retryAfterMs;
  }
}

/** The connection went while the call was under way, or there was none: it may have been done or not. */
export class ConnectionLostError extends HubCallError {
  override readonly name = "ConnectionLostError";

  constructor(message = "the connection was lost before the answer came", options?: ErrorOptions) {
    super("connection_lost", message, options);
  }

  override get temporary(): boolean {
    return true;
  }
}

/** The client has been closed for good: stopped, or told by the server to stay away. */
export class ClosedError extends HubCallError {
  override readonly name = "ClosedError";
}

/** The publish queue has no room for another publish. */
export class PublishQueueFullError extends HubCallError {
  override readonly name = "PublishQueueFullError";

  constructor(capacity: number) {
    super("publish_queue_full", `the publish queue holds ${capacity} publishes, its capacity`);
  }

  override get temporary(): boolean {
    return true;
  }
}

/** A publish left, its answer never came, and the server may have forgotten its idempotency key: it was done or not. */
export class OutcomeUnknownError extends HubCallError {
  override readonly name = "OutcomeUnknownError";

  constructor() {
    super("outcome_unknown", "the connection was lost after the publish had left and came back too late to ask what became of it");
  }
}

/** SignalR tells the HTTP status of a refused connect in its text only, behind what the server answered. */
const httpStatus = /(\{.*\})?: Status code '(\d{3})'|Status code '(\d{3})'/s;
/** The codes of statuses whose answer says nothing more. */
const codeOfStatus: Readonly<Record<string, ErrorCode>> = { 401: "unauthorized", 403: "permission_denied", 429: "rate_limited", 503: "unavailable" };
/** SignalR's own sentence for a method that isn't there; the only refusal without a code. */
const unknownMethod = /HubException: Method does not exist/;
/** What SignalR says of every call that the server answered with an error. */
const onTheServer = /on the server\./;

/** The refusal inside of an error of SignalR; an error that is none, such as a send that failed, comes back as it is. */
export function fromSignalR(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  if (error instanceof HubCallError) return error;
  const { message } = error;
  const options = { cause: error };
  const refusal = readRefusal(message);
  if (refusal) return new HubCallError(refusal.code, refusal.text, options, refusal.details);
  const connect = refusedConnect(message, options);
  if (connect) return connect;
  if (unknownMethod.test(message)) return new HubCallError("bad_request", message, options);
  return onTheServer.test(message) ? new HubCallError("internal", message, options) : error;
}

/** Why the server refused a connect: as problem details where it sent any, otherwise by the status. */
function refusedConnect(message: string, options: ErrorOptions): HubCallError | undefined {
  const found = httpStatus.exec(message);
  if (!found) return undefined;
  const status = found[2] ?? found[3] ?? "";
  const problem = problemOf(found[1]);
  const code = problem?.code ?? codeOfStatus[status];
  if (code === undefined) return undefined;
  const text = problem?.detail ?? (status === "401" ? "the server asks for a valid token" : `the server refused the connection with status ${status}`);
  return new HubCallError(code, text, options, problem && refusalDetails({ ...problem, message: "" }));
}

type Problem = RefusalDetails & { readonly code?: string; readonly detail?: string };

function problemOf(json: string | undefined): Problem | undefined {
  try {
    const problem = JSON.parse(json ?? "null") as Problem | null;
    return typeof problem?.code === "string" ? problem : undefined;
  } catch {
    return undefined;
  }
}
