import type { Message } from "../contracts.js";

/** How far one has read and what is unread behind that: told by the server, counted on by what is received. */
export class UnreadTally {
  unread = 0;
  mentions = 0;
  readUpTo = 0;
  /** How often something received has changed the counts. */
  received = 0;

  tell(readUpTo: number, unread: number, mentions: number): void {
    this.readUpTo = readUpTo;
    this.unread = unread;
    this.mentions = mentions;
  }

  /**
   * @param type The publication's type.
   * @param before The message as it was loaded; undefined for one that was not.
   * @param now As it was received.
   * @param isNews Whether it changed the list.
   * @returns Whether only the server knows the counts now.
   */
  receive(type: string, before: Message | undefined, now: Message, isNews: boolean, me: string): boolean {
    if (now.messageId <= this.readUpTo || now.author.userId === me) return false;
    const names = (message: Message): number => (message.mentions.includes(me) ? 1 : 0);
    if (!before && type !== "chat.posted") return type !== "chat.reacted";
    if (!isNews) return false;
    if (!before) {
      if (!now.deleted) this.add(1, names(now));
    } else if (!before.deleted) {
      this.add(now.deleted ? -1 : 0, names(now) - names(before));
    }
    return false;
  }

  private add(unread: number, mentions: number): void {
    this.received++;
    this.unread = Math.max(0, this.unread + unread);
    this.mentions = Math.max(0, this.mentions + mentions);
  }
}
