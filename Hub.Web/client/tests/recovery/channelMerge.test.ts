import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { OnGap, Position, Publication, Reset, SubscribeResult } from "../../src/contracts";
import { ChannelMerge, type MergeVerdict } from "../../src/recovery/channelMerge";

interface Step {
  readonly subscribe?: { readonly since?: Position };
  readonly publication?: Partial<Publication> & { readonly offset: number };
  readonly reply?: Omit<SubscribeResult, "channel">;
  readonly reset?: Omit<Reset, "channel">;
  readonly lost?: true;
  readonly keys?: readonly string[];
  readonly update?: true;
  readonly updated?: { readonly keys?: readonly string[] };
  readonly updateFailed?: true;
  readonly drained?: true;
  readonly out?: readonly unknown[];
  readonly position?: Position | null;
}

interface Case {
  readonly name: string;
  readonly start?: Position;
  readonly onGap?: OnGap;
  readonly capacity?: number;
  readonly steps: readonly Step[];
}

const folder = new URL("../../../../tests/vectors/recovery/", import.meta.url);
const inputs = ["subscribe", "publication", "reply", "reset", "lost", "drained", "update", "updated", "updateFailed"] as const;
const channel = "topic:vector";

class Player {
  private out: unknown[] = [];
  private waiting = 0;
  private readonly merge: ChannelMerge;

  constructor({ start, onGap = "reset", capacity = Infinity }: Case) {
    this.merge = new ChannelMerge(start, onGap, {
      deliver: ({ offset }, mode) => {
        if (mode === "log" && this.waiting === capacity) return false;
        this.waiting++;
        this.out.push({ deliver: offset });
        return true;
      },
      reset: ({ position, reason }) => void this.out.push({ reset: { position, reason } }),
    });
  }

  play(step: Step): void {
    const given = inputs.filter((input) => input in step);
    expect(given, `a step has one input that is known: ${JSON.stringify(step)}`).toHaveLength(1);
    this.out = [];
    const verdict = this.input(step);
    if (verdict !== "goOn") this.out.push(verdict);
    expect(this.out).toEqual(step.out ?? []);
    if (step.position !== undefined) expect(this.merge.position).toEqual(step.position ?? undefined);
  }

  private input(step: Step): MergeVerdict {
    if (step.subscribe) {
      expect(this.merge.position).toEqual(step.subscribe.since);
      this.merge.begin();
    }
    if (step.publication) return this.merge.take({ channel, type: "t", data: null, time: 0, ...step.publication });
    if (step.reply) return this.merge.takeReply({ channel, ...step.reply });
    if (step.reset) return this.merge.takeReset({ channel, ...step.reset });
    if (step.lost) {
      this.merge.lose();
      this.merge.keepKeys(step.keys);
    }
    if (step.update) this.merge.beginUpdate();
    if (step.updated) {
      this.merge.keepKeys(step.updated.keys);
      this.merge.endUpdate(true);
    }
    if (step.updateFailed) this.merge.endUpdate(false);
    if (!step.drained) return "goOn";
    this.waiting = 0;
    return this.merge.drained();
  }
}

for (const file of readdirSync(folder)) {
  const { subject, cases } = JSON.parse(readFileSync(new URL(file, folder), "utf8")) as { subject: string; cases: Case[] };
  describe(subject, () => {
    test.each(cases)("$name", (each) => {
      const player = new Player(each);
      for (const step of each.steps) player.play(step);
    });
  });
}
