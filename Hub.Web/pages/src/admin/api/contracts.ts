/** The HTTP API's own objects, as `/openapi/v1.json` describes them. */

import type { Position } from "@realtimehub/client";

export interface NodeSummary {
  readonly node: string;
  readonly id: string;
  readonly address?: string;
  readonly version: string;
  readonly startedTime: number;
  readonly status: "ready" | "unavailable";
  readonly reasons: readonly string[];
  readonly draining: boolean;
  readonly connections: number;
}

export interface NodeList {
  readonly nodes: readonly NodeSummary[];
}

export interface NodeStatistics {
  readonly node: string;
  readonly time: number;
  readonly connections: number;
  readonly subscriptions: number;
  readonly channels: number;
  readonly publications: number;
  readonly signals: number;
  readonly deliveries: number;
  readonly workingSetBytes: number;
}

export interface ConnectionSummary {
  readonly connectionId: string;
  readonly userId?: string;
  readonly name?: string;
  readonly protocol: string;
  /** Callbacks that wait for it to read. */
  readonly waiting: number;
  readonly channels: readonly string[];
}

export interface ConnectionPage {
  readonly connections: readonly ConnectionSummary[];
  readonly next?: string;
}

export interface ChannelSummary {
  readonly channel: string;
  readonly mode: "log" | "state" | "signal";
  readonly position: Position;
  readonly subscribers: number;
  readonly kept: number;
  readonly publicationsPerSecond: number;
  readonly bytesPerSecond: number;
  readonly users?: number;
}

export interface ChannelPage {
  readonly channels: readonly ChannelSummary[];
  readonly next?: string;
}

export interface ReachedConnections {
  readonly connections: number;
}

/** What `/health/ready` says. */
export interface HealthReport {
  readonly status: "ready" | "unavailable";
  readonly reasons: readonly string[];
  /** What is wrong although clients may connect; absent where nothing is. */
  readonly warnings?: readonly string[];
}

export interface WebhookSummary {
  readonly name: string;
  readonly events: readonly string[];
  readonly channels: string;
  /** How many channels have something to be sent. */
  readonly pending: number;
  /** How many of them wait for another try. */
  readonly failing: number;
  /** How many events were given up. */
  readonly deadLetters: number;
  readonly deliveredTime?: number;
  readonly failedTime?: number;
  readonly failedReason?: string;
}

export interface DeadLetter {
  readonly id: string;
  readonly type: string;
  readonly channel: string;
  readonly failedTime: number;
  readonly reason: string;
}
