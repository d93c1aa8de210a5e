import { forgetDrafts } from "./roomDraft";
import { forgetUnsent } from "./unsentMessages";

/** Removes all that users have written in this browser and that is not sent: the next person here must not find it. */
export function forgetTexts(): void {
  forgetDrafts();
  forgetUnsent();
}
