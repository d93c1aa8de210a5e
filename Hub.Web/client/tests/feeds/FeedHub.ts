import type { UpdateSubscriptionRequest } from "../../src/contracts";
import { granting, ScriptedHub, type Call } from "../ScriptedHub";

export const channel = "feed:market";

/** A hub with one feed: it grants what is asked for, and tests say the values. */
export class FeedHub extends ScriptedHub {
  /** UpdateSubscription calls that wait for their answer. */
  readonly updates: Call[] = [];
  /** Whether they are answered at once. */
  answering = true;

  constructor() {
    super();
    const grant = granting({ mode: "state", position: { epoch: "a", offset: 100 } });
    this.onCall = (call) => {
      grant(call);
      if (call.method !== "UpdateSubscription") return;
      if (this.answering) this.grant(call);
      else this.updates.push(call);
    };
  }

  /** Answers as the server does: with what it was asked for. */
  grant(call: Call): void {
    const { keys, maxRate } = call.request as UpdateSubscriptionRequest;
    call.answer({ ...(keys && { keys }), ...(maxRate !== undefined && maxRate !== -1 && { maxRate }) });
  }

  value(key: string, offset: number, data: object, more: object = {}): void {
    this.link.publish(channel, offset, { type: "feed.updated", key, data, resume: offset, ...more });
  }

  asked(): UpdateSubscriptionRequest[] {
    return this.links.flatMap((link) => link.callsOf("UpdateSubscription")).map(({ request }) => request as UpdateSubscriptionRequest);
  }
}
