import type { SubscribeManyRequest, SubscribeResult, Welcome } from "../src/contracts";
import type { ArgumentOf, CallbackName, Link, LinkEvents, Method, RequestOf } from "../src/connections/link";

export interface Call {
  readonly method: Method;
  readonly request: unknown;
  answer(result: unknown): void;
  refuse(text: string): void;
  /** The send fails, as over HTTP when the network goes. */
  fail(error: Error): void;
}

export const welcome: Welcome = {
  connectionId: "c1",
  node: "n1",
  serverTime: 0,
  limits: { maxMessageBytes: 65536, maxSubscriptions: 500, maxHistoryLimit: 1000 },
};

/** One end of a connection in a test's hands: it sees every call and says every callback. */
export class ScriptedLink implements Link {
  readonly calls: Call[] = [];
  stopped = false;
  private startWaits!: { resolve(): void; reject(error: Error): void };
  private readonly pending = new Set<(error: Error) => void>();

  constructor(
    private readonly hub: ScriptedHub,
    private readonly events: LinkEvents,
  ) {}

  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.startWaits = { resolve, reject };
      if (this.hub.accepting) this.accept();
    });
  }

  invoke(method: Method, request: RequestOf<Method>, heard?: (result: never) => void): Promise<never> {
    return new Promise((resolve, reject) => {
      this.pending.add(reject);
      const call: Call = {
        method,
        request,
        answer: (result) => {
          heard?.(result as never);
          resolve(result as never);
        },
        fail: reject,
        refuse: (text) => reject(new Error(`An unexpected error occurred invoking '${method}' on the server. HubException: ${text}`)),
      };
      this.calls.push(call);
      this.hub.onCall?.(call, this);
    });
  }

  stop(): void {
    this.stopped = true;
  }

  accept(): void {
    this.startWaits.resolve();
    this.say("Welcome", { ...welcome, userId: this.hub.userId });
  }

  refuseStart(message: string): void {
    this.startWaits.reject(new Error(message));
  }

  say<N extends CallbackName>(name: N, argument: ArgumentOf<N>): void {
    this.events.callback(name, argument);
  }

  publish(channel: string, offset: number, more: object = {}): void {
    this.say("Publication", { channel, offset, type: "t", data: offset, time: 0, ...more });
  }

  /** Ends as SignalR does: what waits is rejected first, then the close is told. */
  drop(error?: Error): void {
    for (const reject of this.pending) reject(new Error("Invocation canceled due to the underlying connection being closed."));
    this.events.closed(error);
  }

  callsOf(method: Method): Call[] {
    return this.calls.filter((call) => call.method === method);
  }
}

/** The other side of a client under test, without a network: every connect gives a link. */
export class ScriptedHub {
  readonly links: ScriptedLink[] = [];
  /** Whether a connect succeeds at once. */
  accepting = true;
  /** Who the client is to the hub. */
  userId: string | undefined;
  onCall: ((call: Call, link: ScriptedLink) => void) | undefined;

  readonly open = (events: LinkEvents): Link => {
    const link = new ScriptedLink(this, events);
    this.links.push(link);
    return link;
  };

  get link(): ScriptedLink {
    const link = this.links.at(-1);
    if (!link) throw new Error("no connect was tried");
    return link;
  }
}

/** Answers every wish with the same reply, bar the channel. */
export function granting(reply: Partial<SubscribeResult> = {}) {
  return (call: Call): void => {
    if (call.method !== "SubscribeMany") return;
    const { subscriptions } = call.request as SubscribeManyRequest;
    const given = { mode: "log", position: { epoch: "a", offset: 0 }, recovered: false, ...reply };
    call.answer({ results: subscriptions.map(({ channel, since }) => ({ subscription: { channel, ...given, ...(since && { position: since, recovered: true }) } })) });
  };
}

/** Lets everything run that waits for nothing but its turn. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}
