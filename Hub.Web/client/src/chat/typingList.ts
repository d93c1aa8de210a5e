import type { ChatUser, TypingSignal } from "../contracts.js";

/** The server says after 6 s that it is over; this is for the word of it that was lost. */
const longestMs = 8_000;

/** Who is writing, as was received not too long ago. */
export class TypingList {
  private readonly users = new Map<string, { readonly user: ChatUser; readonly timer: ReturnType<typeof setTimeout> }>();

  /** @param expired Called when someone was forgotten because nothing more was received. */
  constructor(private readonly expired: () => void) {}

  get now(): readonly ChatUser[] {
    return [...this.users.values()].map(({ user }) => user);
  }

  receive({ userId, name, typing }: TypingSignal): void {
    if (!typing) return this.forget(userId);
    clearTimeout(this.users.get(userId)?.timer);
    const timer = setTimeout(() => {
      this.forget(userId);
      this.expired();
    }, longestMs);
    this.users.set(userId, { user: { userId, name }, timer });
  }

  forget(userId: string): void {
    clearTimeout(this.users.get(userId)?.timer);
    this.users.delete(userId);
  }

  clear(): void {
    for (const userId of [...this.users.keys()]) this.forget(userId);
  }
}
