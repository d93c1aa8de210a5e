import { Icon } from "../../controls/Icon";
import type { OpenRoom } from "../state/openRoom";
import { spanName, timeName } from "../../words/times";
import { useTimeUntil } from "../state/useTimeUntil";

/** Stands where one would write. */
export function MutedLine({ open }: { open: OpenRoom }) {
  const { place, mutedUntil } = open;
  const left = useTimeUntil(place, mutedUntil);
  if (left === 0) queueMicrotask(() => place.changed());
  return (
    <div class="muted-line">
      <Icon name="muted" />
      <p role="status">
        <strong>You are muted until {timeName(Date.now() + left, Date.now())}.</strong> You can read, but not write or react here.
      </p>
      <span class="left" aria-hidden="true">
        {spanName(left)}
      </span>
    </div>
  );
}
