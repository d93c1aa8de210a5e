import { Icon } from "../../controls/Icon";
import type { DesktopNotices, NoticesState } from "../state/desktopNotices";

const titles: Readonly<Record<NoticesState, string>> = {
  unsupported: "",
  blocked: "Your browser blocks notifications of this site: allow them in its settings",
  off: "Notify me of mentions, invitations and direct messages",
  on: "Notifications are on",
};

/** Turns notices of the desktop on and off; nothing where the browser has none. */
export function NoticesButton({ notices }: { notices: DesktopNotices }) {
  const { state } = notices;
  if (state === "unsupported") return null;
  return (
    <button
      type="button"
      class="icon-button notices"
      aria-label="Desktop notifications"
      aria-pressed={state === "on"}
      disabled={state === "blocked"}
      title={titles[state]}
      onClick={() => void notices.toggle()}
    >
      <Icon name="bell" />
    </button>
  );
}
