import type { OpenRoom } from "../state/openRoom";
import { spanName } from "../../words/times";
import { useTimeUntil } from "../state/useTimeUntil";

export const slowModeLineId = "slow-mode-line";

/** Says that the room is slowed down, and counts down to the next message; nothing where one need not wait. */
export function SlowModeLine({ open }: { open: OpenRoom }) {
  const left = useTimeUntil(open.place, open.nextPostTime);
  const { role, slowModeMs = 0 } = open.info ?? {};
  if (role !== "member" || slowModeMs === 0 || open.muted) return null;
  return (
    <p class="slow-line" id={slowModeLineId}>
      {left === 0 || left === Infinity ? `Slow mode: one message every ${spanName(slowModeMs)}` : `Slow mode: your next message in ${spanName(left)}`}
    </p>
  );
}
