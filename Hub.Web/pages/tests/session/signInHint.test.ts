import { expect, test } from "vitest";
import { hintOf } from "../../src/session/signInHint";

test("hintOf_TokenThatWasNotTaken_SaysWhyWhereThatIsKnown", () => {
  expect(hintOf(true, true, "You are banned. The operator says: for spam")).toMatch(/^The server didn’t take the last token\. You are banned\. The operator says: for spam\. This server asks/);
  expect(hintOf(true, true, "Its access was revoked.")).toMatch(/^The server didn’t take the last token\. Its access was revoked\. This server asks/);
  expect(hintOf(true, true, undefined)).toMatch(/^The server didn’t take the last token\. This server asks/);
  expect(hintOf(true, false, undefined)).toMatch(/^This server asks/);
});

test("hintOf_GuestWhoWasNotTaken_IsNotSaidToHaveExpiredWhereTheReasonIsKnown", () => {
  expect(hintOf(false, true, "You are banned.")).toBe("The server didn’t take your sign-in. You are banned.");
  expect(hintOf(false, true, undefined)).toBe("Your sign-in has expired. Enter your name again to continue.");
});
