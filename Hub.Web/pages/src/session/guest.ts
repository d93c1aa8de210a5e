import type { GuestToken } from "@realtimehub/client";
import { guestSession, type Session } from "./session";

/** Asks the server for a guest's token; rejects with a sentence for people. */
export async function becomeGuest(name: string): Promise<Session> {
  const answer = await fetch("/auth/guest", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ name }) });
  if (!answer.ok) throw new Error(await refusalOf(answer));
  return guestSession((await answer.json()) as GuestToken);
}

async function refusalOf(answer: Response): Promise<string> {
  const problem = (await answer.json().catch(() => undefined)) as { detail?: string } | undefined;
  if (problem?.detail) return problem.detail;
  return answer.status === 404 || answer.status === 403 ? "This server takes no guests." : `The server answered with ${answer.status}. Try again later.`;
}
