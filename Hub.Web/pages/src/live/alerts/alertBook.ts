import { type Alert, HubCallError, type HubClient, type Subscription } from "@realtimehub/client";
import { FeedClient } from "@realtimehub/client/feeds";
import type { Trigger } from "./words";

/** What an alert watches. */
export interface AlertOf {
  readonly feed: string;
  readonly key: string;
  readonly field: string;
}

/** The alerts of the user: those set, and those that fire while the page is open. */
export class AlertBook {
  alerts: readonly Alert[] = [];
  /** The one that fired last and was not put away. */
  fired: Alert | undefined;
  refused: string | undefined;
  private readonly feeds: FeedClient;
  private subscription: Subscription | undefined;
  private changed: () => void = () => undefined;

  constructor(private readonly client: HubClient) {
    this.feeds = new FeedClient(client);
  }

  /** Whether the visitor is a user: only users have alerts. */
  get hasUser(): boolean {
    return this.client.userId !== undefined;
  }

  /** @returns Ends it. */
  begin(changed: () => void): () => void {
    this.changed = changed;
    const off = this.client.on("welcome", () => void this.follow());
    if (this.client.status.state === "connected") void this.follow();
    return () => {
      off();
      void this.subscription?.unsubscribe();
    };
  }

  of({ feed, key, field }: AlertOf): readonly Alert[] {
    return this.alerts.filter((alert) => alert.feed === feed && alert.key === key && alert.field === field);
  }

  async set(of: AlertOf, trigger: Trigger): Promise<void> {
    await this.attempt(async () => {
      const alert = await this.feeds.setAlert({ ...of, ...trigger });
      // It may have fired before the answer came.
      this.put(this.fired?.alertId === alert.alertId ? this.fired : alert);
    });
  }

  async clear(alertId: string): Promise<void> {
    await this.attempt(async () => {
      await this.feeds.clearAlert(alertId);
      this.alerts = this.alerts.filter((alert) => alert.alertId !== alertId);
    });
  }

  /** The user has seen the one that fired. */
  putAway(): void {
    this.fired = undefined;
    this.changed();
  }

  private async follow(): Promise<void> {
    this.changed();
    if (!this.hasUser || this.subscription) return;
    // What fires from now on; the list has what fired before.
    this.subscription = this.client.subscribe<Alert>(`user:${this.client.userId}`, {
      onPublication: ({ type, data }) => {
        if (type !== "alert") return;
        this.fired = data;
        this.put(data);
        this.changed();
      },
    }) as Subscription;
    await this.attempt(async () => {
      for (const alert of await this.feeds.listAlerts()) this.put(alert);
    });
  }

  private put(alert: Alert): void {
    const others = this.alerts.filter(({ alertId }) => alertId !== alert.alertId);
    this.alerts = [...others, alert].sort((a, b) => a.createdTime - b.createdTime);
  }

  private async attempt(act: () => Promise<void>): Promise<void> {
    this.refused = undefined;
    try {
      await act();
    } catch (error) {
      this.refused = error instanceof HubCallError ? error.message : "The connection was lost. Try again.";
    }
    this.changed();
  }
}
