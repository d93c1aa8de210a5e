import type { Publication, Reset, Signal, Unsubscribed } from "../contracts.js";

/** What comes for one channel. */
export interface ChannelListener {
  published(publication: Publication): void;
  signalled(signal: Signal): void;
  /** What follows doesn't continue what went before. */
  reset(reset: Reset): void;
  /** The server ended the subscription. */
  unsubscribed(unsubscribed: Unsubscribed): void;
}
