import type { ChatPage } from "../state/chatPage";
import { EmojiDialog } from "../emoji/EmojiDialog";
import { SettingsDialog } from "../moderation/SettingsDialog";
import type { OpenRoom } from "../state/openRoom";
import { LeaveDialog } from "../people/LeaveDialog";
import { PersonDialog } from "../people/PersonDialog";

/** What stands over the room, if something does. */
export function RoomDialogs({ page, open }: { page: ChatPage; open: OpenRoom }) {
  const { dialog, info } = open;
  if (!dialog || !info) return null;
  switch (dialog.kind) {
    case "person":
      return <PersonDialog page={page} open={open} user={dialog.user} />;
    case "settings":
      return <SettingsDialog open={open} info={info} />;
    case "emoji":
      return <EmojiDialog open={open} message={dialog.message} />;
    case "leave":
      return <LeaveDialog page={page} open={open} />;
  }
}
