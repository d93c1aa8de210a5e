import type { Message } from "@realtimehub/client";
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Dialog } from "../../controls/Dialog";
import type { OpenRoom } from "../state/openRoom";

type Picker = ComponentType<{ readonly onPick: (emoji: string) => void }>;

/** Picks any emoji as a reaction. The list of emojis is loaded when it is first asked for. */
export function EmojiDialog({ open, message }: { open: OpenRoom; message: Message }) {
  const [picker, setPicker] = useState<{ readonly Picker: Picker }>();
  useEffect(() => void import("./EmojiPicker").then(({ EmojiPicker }) => setPicker({ Picker: EmojiPicker })), []);
  return (
    <Dialog title="React with an emoji" onClose={() => open.show(undefined)}>
      {(close) =>
        picker ? (
          <picker.Picker
            onPick={(emoji) => {
              close();
              void open.attempt(open.room?.react(message.messageId, emoji));
            }}
          />
        ) : (
          <p class="hint" role="status">
            Loading…
          </p>
        )
      }
    </Dialog>
  );
}
