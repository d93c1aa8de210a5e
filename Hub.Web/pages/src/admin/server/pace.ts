import type { NodeStatistics } from "../api/contracts";

type Counter = "publications" | "deliveries" | "signals";

/** How fast the node's counters grow, from one reading to the next. */
export class Pace {
  private before: NodeStatistics | undefined;
  private now: NodeStatistics | undefined;

  take(statistics: NodeStatistics): void {
    this.before = this.now;
    this.now = statistics;
  }

  /** Per second; 0 until there are two readings, and after a restart, with which the counters begin again. */
  of(counter: Counter): number {
    if (!this.before || !this.now || this.now.time <= this.before.time) return 0;
    return Math.max(0, ((this.now[counter] - this.before[counter]) * 1_000) / (this.now.time - this.before.time));
  }
}
