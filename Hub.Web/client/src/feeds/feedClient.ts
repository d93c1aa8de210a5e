import type { HubClient } from "../client.js";
import type { Alert, Feed, FeedSeries, FeedUpdate, PublishUpdatesResult, ReadSeriesRequest, SetAlertRequest } from "../contracts.js";
import { LiveFeed, type LiveFeedOptions } from "./liveFeed.js";

/** The feeds of a hub. */
export class FeedClient {
  constructor(private readonly client: HubClient) {}

  /** Follows a feed: resolves when its values are there. One to which nothing was published yet is empty. */
  openFeed(name: string, options: LiveFeedOptions = {}): Promise<LiveFeed> {
    return LiveFeed.open(this.client, name, options);
  }

  /** Lists the feeds that the caller may follow, in order of their names. */
  async listFeeds(): Promise<readonly Feed[]> {
    return (await this.client.call("ListFeeds", {}, { repeated: true })).feeds;
  }

  /**
   * Publishes new values, at most 1,000, all of them or none; takes the right to publish. Not repeated when the connection
   * is lost: give `version` to have late repeats ignored.
   */
  publishUpdates(feed: string, updates: readonly FeedUpdate[]): Promise<PublishUpdatesResult> {
    return this.client.call("PublishUpdates", { feed, updates });
  }

  /** Reads what a number has been, in buckets of time. Live values with an `offset` above that of the answer continue it. */
  readSeries(request: ReadSeriesRequest): Promise<FeedSeries> {
    return this.client.call("ReadSeries", request, { repeated: true });
  }

  /** Sets an alert of the user: when it fires, `user:<userId>` gets a publication of type `alert`, once. */
  setAlert(request: SetAlertRequest): Promise<Alert> {
    return this.client.call("SetAlert", request);
  }

  /** Lists the user's alerts, of one feed or of all, those that have fired included. */
  async listAlerts(feed?: string): Promise<readonly Alert[]> {
    return (await this.client.call("ListAlerts", feed === undefined ? {} : { feed }, { repeated: true })).alerts;
  }

  /** Removes an alert; one that is not there is no error. */
  clearAlert(alertId: string): Promise<void> {
    return this.client.call("ClearAlert", { alertId }, { repeated: true });
  }
}
