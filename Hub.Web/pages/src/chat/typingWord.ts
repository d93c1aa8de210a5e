import type { ChatRoom } from "@realtimehub/client/chat";

/** The server forgets after six seconds. */
const everyMs = 3_000;

/** Tells the room that one is writing, now and then while one is. */
export class TypingWord {
  private saidTime = 0;

  constructor(private readonly room: ChatRoom) {}

  wrote(something: boolean): void {
    if (!something) return this.end();
    if (Date.now() - this.saidTime < everyMs) return;
    this.saidTime = Date.now();
    this.room.setTyping(true).catch(() => undefined);
  }

  end(): void {
    if (Date.now() - this.saidTime < 2 * everyMs) this.room.setTyping(false).catch(() => undefined);
    this.saidTime = 0;
  }
}
