import { HubCallError, type Document, type FeedList, type HistoryPage, type PresenceSnapshot, type PublishResult, type RefusalDetails } from "@realtimehub/client";
import type { ChannelPage, ChannelSummary, ConnectionPage, DeadLetter, HealthReport, NodeList, NodeStatistics, ReachedConnections, WebhookSummary } from "./contracts";
import { headersOf, type Credential } from "./credential";

/** What a publish takes. */
export interface Publish {
  readonly channel: string;
  readonly type: string;
  readonly data: unknown;
  readonly key?: string;
}

type Query = Readonly<Record<string, string | number | undefined>>;

const timeoutMs = 15_000;

/** The server's HTTP API with an operator's credential. A refusal is a {@link HubCallError}; `unauthorized` ends the visit. */
export class AdminApi {
  constructor(
    readonly credential: Credential,
    /** Called when the server no longer takes the credential. */
    private readonly refused: () => void = () => undefined,
  ) {}

  nodes = (): Promise<NodeList> => this.get("/nodes");
  statistics = (): Promise<NodeStatistics> => this.get("/stats");
  /** Answers also where the node is not ready. */
  health = async (): Promise<HealthReport> => {
    try {
      const answer = await fetch("/health/ready", { cache: "no-store", signal: AbortSignal.timeout(timeoutMs) });
      return (await answer.json()) as HealthReport;
    } catch (error) {
      throw new HubCallError("connection_lost", "the server does not answer", { cause: error });
    }
  };
  webhooks = (): Promise<{ readonly webhooks: readonly WebhookSummary[] }> => this.get("/webhooks");
  deadLetters = (webhook: string, query: { limit: number }): Promise<{ readonly events: readonly DeadLetter[]; readonly next?: string }> => this.get(`/webhooks/${segment(webhook)}/dead-letters`, query);
  retryDeadLetter = (webhook: string, id: string): Promise<{ readonly delivered: boolean; readonly reason?: string }> => this.post(`/webhooks/${segment(webhook)}/dead-letters/${segment(id)}/retry`);
  dropDeadLetter = (webhook: string, id: string): Promise<void> => this.call("DELETE", `/webhooks/${segment(webhook)}/dead-letters/${segment(id)}`);
  drain = async (node: string): Promise<void> => this.post(`/nodes/${segment(node)}/drain`);

  connections = (query: { user?: string; after?: string; limit?: number }): Promise<ConnectionPage> => this.get("/connections", query);
  disconnect = async (connectionId: string, message?: string): Promise<ReachedConnections> =>
    this.post(`/connections/${segment(connectionId)}/disconnect`, { code: "kicked", message });
  disconnectUser = async (userId: string, message?: string): Promise<ReachedConnections> =>
    this.post(`/users/${segment(userId)}/disconnect`, { code: "kicked", message });
  revokeUser = async (userId: string): Promise<void> => this.post(`/users/${segment(userId)}/revoke`);
  revokeToken = async (tokenId: string): Promise<void> => this.post(`/tokens/${segment(tokenId)}/revoke`);

  channels = (query: { prefix?: string; after?: string; limit?: number }): Promise<ChannelPage> => this.get("/channels", query);
  channel = async (name: string): Promise<ChannelSummary> => this.get(`/channels/${segment(name)}`);
  history = async (name: string, query: { after?: number; limit: number }): Promise<HistoryPage> => this.get(`/channels/${segment(name)}/history`, query);
  presence = async (name: string): Promise<PresenceSnapshot> => this.get(`/channels/${segment(name)}/presence`);
  publish = (publish: Publish): Promise<PublishResult> => this.post("/publish", publish);
  signal = ({ channel, type, data }: Publish): Promise<void> => this.post("/signal", { channel, type, data });

  feeds = (): Promise<FeedList> => this.get("/feeds");
  documents = (query: { after?: string; limit?: number }): Promise<{ readonly documents: readonly Document[]; readonly next?: string }> => this.get("/documents", query);

  private get<T>(path: string, query: Query = {}): Promise<T> {
    const given = Object.entries(query).flatMap(([name, value]) => (value === undefined || value === "" ? [] : [[name, String(value)]]));
    return this.call("GET", given.length ? `${path}?${new URLSearchParams(given).toString()}` : path);
  }

  private post<T>(path: string, body?: object): Promise<T> {
    return this.call("POST", path, body);
  }

  private async call<T>(method: string, path: string, body?: object): Promise<T> {
    const headers = { ...headersOf(this.credential), ...(body && { "Content-Type": "application/json" }) };
    let answer: Response;
    try {
      answer = await fetch(`/api/v1${path}`, { method, headers, body: body ? JSON.stringify(body) : null, cache: "no-store", signal: AbortSignal.timeout(timeoutMs) });
    } catch (error) {
      throw new HubCallError("connection_lost", "the server does not answer", { cause: error });
    }
    if (answer.ok) return (answer.status === 204 ? undefined : await answer.json()) as T;
    const refusal = await refusalOf(answer);
    if (refusal.code === "unauthorized") this.refused();
    throw refusal;
  }
}

/** A name as one segment of an address. A browser takes dots alone for a way through folders, however they are written. */
function segment(name: string): string {
  if (name === "." || name === "..") throw new HubCallError("bad_request", "an address can’t carry a name of dots alone");
  return encodeURIComponent(name);
}

/** A problem as the client's own error. What isn't one comes from a proxy, or from a server that is on its way. */
async function refusalOf(answer: Response): Promise<HubCallError> {
  const problem = (await answer.json().catch(() => undefined)) as ({ code?: string; detail?: string } & RefusalDetails) | undefined;
  if (!problem?.code) return new HubCallError("connection_lost", `the server answered with ${answer.status}`);
  const { code, detail, ...details } = problem;
  return new HubCallError(code, detail ?? code, undefined, details);
}
