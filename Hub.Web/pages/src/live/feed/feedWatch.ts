import { HubCallError, type ConnectionStatus, type Feed, type HubClient } from "@realtimehub/client";
import { FeedClient, type FeedChange, type LiveFeed } from "@realtimehub/client/feeds";
import { errorWords } from "../../connection/connectionWords";
import { Notice } from "./notice";
import { Throughput } from "./throughput";

const measureMs = 500;
/** How often the state of the feed's source is asked for. */
const statusMs = 15_000;

/** Why a feed isn't shown. */
export type FeedProblem = { readonly kind: "missing" | "denied" } | { readonly kind: "failed"; readonly message: string };

/** A feed as a view shows it: open while the view is there, paused while the page is hidden, redrawn at most once a frame. */
export class FeedWatch {
  feed: LiveFeed | undefined;
  /** What the server says of it: title, fields, and the state of its source. */
  description: Feed | undefined;
  problem: FeedProblem | undefined;
  /** What a return brought. */
  readonly notice = new Notice(() => this.draw());
  /** What is called when the feed is open, and when it begins again. */
  onOpen: (() => void) | undefined;
  readonly received = new Throughput();
  readonly merged = new Throughput();
  private readonly feeds: FeedClient;
  private readonly listeners = new Set<(change: FeedChange) => void>();
  private readonly ends: (() => void)[] = [];
  private wanted: { readonly keys?: readonly string[]; readonly maxRate?: number };
  private lostTime: number | undefined;
  private missed = 0;
  private frame = 0;
  private ended = false;
  private changed: () => void = () => undefined;

  constructor(
    readonly client: HubClient,
    readonly name: string,
    options: { readonly keys?: readonly string[]; readonly maxRate?: number },
  ) {
    this.wanted = options;
    this.feeds = new FeedClient(client);
  }

  get status(): ConnectionStatus {
    return this.client.status;
  }

  /** Whether what is shown is what there is. */
  get isFresh(): boolean {
    return this.status.state === "connected" && this.feed?.state === "subscribed";
  }

  /** The rate that is wanted; -1 sets no limit. */
  get rate(): number {
    return this.wanted.maxRate ?? -1;
  }

  setRate(maxRate: number): void {
    this.update({ maxRate });
    this.draw();
  }

  /** Changes keys or rate, now or as soon as the feed is open. */
  update(change: { readonly keys?: readonly string[]; readonly maxRate?: number }): void {
    this.wanted = { ...this.wanted, ...change };
    // While it is paused the rate is kept for when it is resumed.
    if (change.maxRate !== undefined && this.feed?.paused) return;
    this.feed?.update(change).catch((error) => this.fail(error));
  }

  /** @returns Ends it. */
  begin(changed: () => void): () => void {
    this.changed = changed;
    const measuring = setInterval(() => this.measure(), measureMs);
    const asking = setInterval(() => void this.describe(), statusMs);
    const onVisibility = (): void => this.showOrHide();
    document.addEventListener("visibilitychange", onVisibility);
    this.ends.push(
      this.client.on("status", (status) => this.statusChanged(status)),
      () => clearInterval(measuring),
      () => clearInterval(asking),
      () => document.removeEventListener("visibilitychange", onVisibility),
      () => cancelAnimationFrame(this.frame),
    );
    void this.open();
    return () => {
      this.ended = true;
      for (const end of this.ends) end();
      this.feed?.[Symbol.dispose]();
    };
  }

  /**
   * Calls back with every change, before it is drawn.
   * @returns Ends it.
   */
  onValue(listener: (change: FeedChange) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  draw(): void {
    if (this.frame !== 0) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.changed();
    });
  }

  private async open(): Promise<void> {
    try {
      const feed = await this.feeds.openFeed(this.name, this.wanted);
      if (this.ended) return feed[Symbol.dispose]();
      this.feed = feed;
      feed.on("changed", (change) => this.take(change));
      feed.on("state", () => this.draw());
      feed.on("reset", () => this.onOpen?.());
      feed.on("ended", (error) => this.fail(error));
      this.update(this.wanted);
      this.showOrHide();
      this.onOpen?.();
      for (const [key, value] of feed.values) this.take({ key, value, merged: 0, snapshot: true });
      await this.describe();
    } catch (error) {
      this.fail(error);
    }
  }

  private async describe(): Promise<void> {
    if (document.hidden || this.status.state !== "connected") return;
    try {
      const { feeds } = await this.client.call("ListFeeds", {}, { background: true });
      this.description = feeds.find(({ name }) => name === this.name);
      if (this.problem?.kind === "missing") this.problem = undefined;
      if (!this.description && this.feed?.values.size === 0) this.problem = { kind: "missing" };
    } catch {
      // It is asked for again.
    }
    this.draw();
  }

  private fail(error: unknown): void {
    const denied = error instanceof HubCallError && (error.code === "permission_denied" || error.code === "unauthorized");
    this.problem = denied ? { kind: "denied" } : { kind: "failed", message: errorWords(error) };
    this.draw();
  }

  private take(change: FeedChange): void {
    if (this.lostTime !== undefined) this.missed++;
    for (const listener of this.listeners) listener(change);
    this.draw();
  }

  private statusChanged({ state }: ConnectionStatus): void {
    if (state === "reconnecting") this.lostTime ??= Date.now();
    if (state === "connected" && this.lostTime !== undefined) void this.back();
    this.draw();
  }

  /** Tells what was missed, once the feed has caught up. */
  private async back(): Promise<void> {
    const feed = this.feed;
    if (!feed) return;
    await new Promise<void>((resolve) => {
      const off = feed.on("state", (state) => {
        if (state !== "subscribed" && state !== "ended") return;
        off();
        resolve();
      });
    });
    if (this.lostTime === undefined) return;
    const seconds = Math.max(1, Math.round((Date.now() - this.lostTime) / 1_000));
    this.notice.say(`Connected again after ${seconds} s. ${this.missed} ${this.missed === 1 ? "value" : "values"} had changed.`);
    [this.lostTime, this.missed] = [undefined, 0];
    void this.describe();
  }

  private showOrHide(): void {
    if (document.hidden) this.feed?.pause().catch(() => undefined);
    else if (this.feed?.paused) this.feed.update({ maxRate: this.wanted.maxRate ?? -1 }).catch((error) => this.fail(error));
    this.draw();
  }

  private measure(): void {
    const now = performance.now();
    this.received.measure(this.feed?.received ?? 0, now);
    this.merged.measure(this.feed?.merged ?? 0, now);
    this.draw();
  }
}
