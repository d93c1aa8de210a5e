import type { Alert } from "@realtimehub/client";
import { spanName } from "../../words/times";

/** What an alert waits for: a threshold, or a change by so many percent within a time. */
export type Trigger = Pick<Alert, "condition" | "value" | "withinMs">;

/** What each condition is called. */
export const conditions: Readonly<Record<Trigger["condition"], string>> = { above: "rises above", below: "falls below", crosses: "crosses", changes: "changes by" };

/** An alert in words, such as "rises above 51.20". */
export function alertWords({ condition, value, withinMs }: Trigger, format: (value: number) => string): string {
  return condition === "changes" ? `changes by ${value} % within ${spanName(withinMs ?? 0)}` : `${conditions[condition]} ${format(value)}`;
}
