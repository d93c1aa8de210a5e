const nearPx = 48;

/**
 * Keeps what one reads where it is while rows come and go around it, and the end in sight while one is there. `remember`
 * looks before the rows change, `restore` puts things right after.
 */
export class ScrollKeeper {
  atEnd = true;
  private anchor: { readonly key: string; readonly top: number } | undefined;

  constructor(
    private readonly scroller: HTMLElement,
    private readonly rows: HTMLElement,
  ) {}

  remember(): void {
    const { top } = this.scroller.getBoundingClientRect();
    for (const row of this.rows.children) {
      const box = row.getBoundingClientRect();
      // Lines between messages move when older messages come.
      if (box.bottom <= top || !(row instanceof HTMLElement) || !row.dataset.row || !row.classList.contains("message")) continue;
      this.anchor = { key: row.dataset.row, top: box.top };
      return;
    }
    this.anchor = undefined;
  }

  restore(): void {
    if (this.atEnd) return this.toEnd();
    const { anchor } = this;
    const row = anchor && this.find(anchor.key);
    if (!row) return;
    const moved = row.getBoundingClientRect().top - anchor.top;
    if (Math.abs(moved) >= 1) this.scroller.scrollTop += moved;
  }

  /** The reader has scrolled, or the page has. */
  scrolled(): void {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    this.atEnd = scrollHeight - scrollTop - clientHeight < nearPx;
  }

  toEnd(): void {
    this.atEnd = true;
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  /** Brings a row into sight, a little below the top; false when there is no such row. */
  toRow(key: string): boolean {
    const row = this.find(key);
    if (!row) return false;
    this.scroller.scrollTop += row.getBoundingClientRect().top - this.scroller.getBoundingClientRect().top - this.scroller.clientHeight / 4;
    this.scrolled();
    return true;
  }

  find(key: string): HTMLElement | undefined {
    return [...this.rows.children].find((row): row is HTMLElement => row instanceof HTMLElement && row.dataset.row === key);
  }
}
