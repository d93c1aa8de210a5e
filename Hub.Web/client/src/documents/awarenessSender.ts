import { encodeAwarenessUpdate, type Awareness } from "y-protocols/awareness";
import type { CallPacer } from "../connections/callPacer.js";
import { ConnectionLostError, HubCallError } from "../errors.js";

/** Says where this client is: in the pace of the connection, and of what changes in between only the last. */
export class AwarenessSender {
  private session: AbortController | undefined;
  private due = false;
  private sending = false;

  constructor(
    private readonly awareness: Awareness,
    private readonly pacer: CallPacer,
    private readonly push: (update: Uint8Array) => Promise<unknown>,
    private readonly refused: (error: HubCallError) => void,
  ) {}

  /** The document is open: the others don't know this client on the new connection. */
  open(): void {
    this.close();
    this.session = new AbortController();
    // They were told that it is gone, at the last clock: only a higher one counts now.
    const state = this.awareness.getLocalState();
    if (state !== null) this.awareness.setLocalState(state);
  }

  close(): void {
    this.session?.abort();
    this.session = undefined;
    this.due = false;
  }

  /** The state has changed. */
  changed(): void {
    this.due = this.session !== undefined;
    void this.send();
  }

  private async send(): Promise<void> {
    const { session } = this;
    if (this.sending || !session || !this.due) return;
    this.sending = true;
    try {
      while (this.due) {
        await this.pacer.turn(session.signal);
        this.due = false;
        try {
          await this.push(encodeAwarenessUpdate(this.awareness, [this.awareness.clientID]));
        } catch (error) {
          if (session.signal.aborted || error instanceof ConnectionLostError) return;
          // Tried again with the state as it is then; one that is refused for good waits for the next change.
          if (this.pacer.refused(error)) this.due = true;
          else this.refused(error instanceof HubCallError ? error : new HubCallError("internal", String(error)));
        }
      }
    } catch {
      // Closed while waiting.
    } finally {
      this.sending = false;
      void this.send();
    }
  }
}
