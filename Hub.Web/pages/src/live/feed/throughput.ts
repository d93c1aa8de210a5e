const windowMs = 3_000;

/** How much a count grows in a second, over the last few. */
export class Throughput {
  private readonly measured: { readonly time: number; readonly count: number }[] = [];

  measure(count: number, time: number): void {
    this.measured.push({ time, count });
    while (this.measured.length > 1 && time - this.measured[0]!.time > windowMs) this.measured.shift();
  }

  get perSecond(): number {
    const [first, last] = [this.measured[0], this.measured.at(-1)];
    if (!first || !last || last.time === first.time) return 0;
    return Math.max(0, ((last.count - first.count) * 1_000) / (last.time - first.time));
  }
}
