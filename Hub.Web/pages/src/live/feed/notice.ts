const shownMs = 8_000;

/** A line that is shown for a few seconds. */
export class Notice {
  text: string | undefined;

  constructor(private readonly draw: () => void) {}

  say(text: string): void {
    this.text = text;
    this.draw();
    setTimeout(() => {
      if (this.text === text) this.clear();
    }, shownMs);
  }

  clear(): void {
    this.text = undefined;
    this.draw();
  }
}
