import type { ChatUser } from "@realtimehub/client";
import type { Awareness } from "y-protocols/awareness";

const longestName = 40;

/** Who a client of the document says it is. Anyone may say anything: what isn't as expected is left out. */
export function personOf(state: unknown): ChatUser | undefined {
  const user = (state as { user?: unknown } | null)?.user as Partial<Record<keyof ChatUser, unknown>> | undefined;
  if (typeof user !== "object" || user === null || typeof user.name !== "string") return undefined;
  const name = user.name.slice(0, longestName);
  return { userId: typeof user.userId === "string" ? user.userId : name, name };
}

/** Those who have the document open besides the caller, each once however many windows they have. */
export function othersIn(awareness: Awareness, me: string): readonly ChatUser[] {
  const others = new Map<string, ChatUser>();
  for (const [client, state] of awareness.getStates()) {
    const person = client === awareness.clientID ? undefined : personOf(state);
    if (person && person.userId !== me) others.set(person.userId, person);
  }
  return [...others.values()].sort((a, b) => (a.name ?? "").localeCompare(b.name ?? ""));
}
