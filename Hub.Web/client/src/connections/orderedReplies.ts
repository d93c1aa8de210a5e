import { MessageType, type HubMessage, type IHubProtocol, type ILogger, type InvocationMessage, type TransferFormat } from "@microsoft/signalr";
import { HubCallError } from "../errors.js";

/** No method of the hub is called so. */
export const replyTarget = "$reply";

/**
 * A hub protocol that tells chosen replies in the order of the wire. SignalR hands callbacks over at once but settles the
 * promise of a call only when everything of the same packet has been handled, so that callbacks behind a reply overtake
 * it. What a publication continues is known only from where the reply stands among them.
 */
export class OrderedReplies implements IHubProtocol {
  private readonly byRequest = new WeakMap<object, (result: unknown) => void>();
  private readonly byInvocation = new Map<string, (result: unknown) => void>();

  constructor(private readonly inner: IHubProtocol) {}

  get name(): string {
    return this.inner.name;
  }

  get version(): number {
    return this.inner.version;
  }

  get transferFormat(): TransferFormat {
    return this.inner.transferFormat;
  }

  /** The reply to the call with this very request goes to the listener. */
  listen(request: object, listener: (result: unknown) => void): void {
    this.byRequest.set(request, listener);
  }

  writeMessage(message: HubMessage): string | ArrayBuffer {
    if (message.type !== MessageType.Invocation) return this.inner.writeMessage(message);
    this.remember(message);
    try {
      return this.inner.writeMessage(message);
    } catch (error) {
      // The caller's mistake, such as a value that refers to itself; not to be taken for a send that failed.
      throw new HubCallError("bad_request", `the request can't be written: ${String(error)}`, { cause: error });
    }
  }

  /** Puts a callback of our own in front of each chosen reply: its handler runs when its turn comes. */
  parseMessages(input: string | ArrayBuffer, logger: ILogger): HubMessage[] {
    return this.inner.parseMessages(input, logger).flatMap((message): HubMessage[] => {
      if (message.type !== MessageType.Completion) return [message];
      const listener = this.byInvocation.get(message.invocationId);
      this.byInvocation.delete(message.invocationId);
      if (!listener || message.error !== undefined) return [message];
      return [{ type: MessageType.Invocation, target: replyTarget, arguments: [() => listener(message.result)] }, message];
    });
  }

  private remember({ invocationId, arguments: [request] }: InvocationMessage): void {
    const listener = typeof request === "object" && request !== null ? this.byRequest.get(request) : undefined;
    if (listener && invocationId) this.byInvocation.set(invocationId, listener);
  }
}
