/** What the form says above its field. `lost`: the last token was not taken; `why` not, where that is known. */
export function hintOf(withToken: boolean, lost: boolean, why: string | undefined): string {
  const reason = why ? ` ${/[.!?…]$/.test(why) ? why : `${why}.`}` : "";
  if (withToken) return `${lost ? `The server didn’t take the last token.${reason} ` : ""}This server asks for a token. Paste one from its operator; this tab keeps it until you close it.`;
  if (lost && why) return `The server didn’t take your sign-in.${reason}`;
  return lost ? "Your sign-in has expired. Enter your name again to continue." : "Enter a name that others will see. This browser keeps it for twelve hours.";
}
