/** Whether the publications of a document come without a hole. Those of before the reply to OpenDocument are kept until it tells where they begin. */
export class OffsetRun {
  private early: number[] = [];
  private last: number | undefined;

  /** OpenDocument leaves. */
  restart(): void {
    this.early = [];
    this.last = undefined;
  }

  /** The reply has come. False when what came before it has a hole. */
  begin(position: number): boolean {
    this.last = position;
    return this.early.splice(0).sort((a, b) => a - b).every((offset) => this.take(offset));
  }

  /** False when something between this publication and the one before is missing. */
  take(offset: number): boolean {
    if (this.last === undefined) this.early.push(offset);
    else if (offset > this.last + 1) return false;
    else this.last = Math.max(this.last, offset);
    return true;
  }
}
