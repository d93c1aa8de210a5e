/** One figure over time, ascending; what is older than the window is dropped. */
export class Series {
  readonly times: number[] = [];
  readonly values: number[] = [];

  constructor(private readonly windowMs: number) {}

  /** Adds a reading, in its place even when it comes late; one of the same time is there already. */
  add(time: number, value: number): void {
    let place = this.times.length;
    while (place > 0 && this.times[place - 1]! > time) place--;
    if (this.times[place - 1] === time) return;
    this.times.splice(place, 0, time);
    this.values.splice(place, 0, value);
    this.trim();
  }

  get last(): number | undefined {
    return this.values.at(-1);
  }

  /** The reading nearest to a time, unless it is further away than the limit. */
  nearest(time: number, limitMs: number): { readonly time: number; readonly value: number } | undefined {
    let best = -1;
    for (let i = 0; i < this.times.length; i++) {
      if (best < 0 || Math.abs(this.times[i]! - time) <= Math.abs(this.times[best]! - time)) best = i;
    }
    if (best < 0 || Math.abs(this.times[best]! - time) > limitMs) return undefined;
    return { time: this.times[best]!, value: this.values[best]! };
  }

  private trim(): void {
    const oldest = this.times.at(-1)! - this.windowMs;
    const stale = this.times.findIndex((time) => time >= oldest);
    this.times.splice(0, stale);
    this.values.splice(0, stale);
  }
}
