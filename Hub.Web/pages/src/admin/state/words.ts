import { refusalText } from "../../words/refusals";

/** Why something was refused, for an operator. */
export const reasonOf = (error: unknown): string =>
  refusalText(
    error,
    { scope: () => "This key may not do that: it takes the scope admin." },
    { connection_lost: () => "The server does not answer. What was asked may or may not have been done." },
  );
