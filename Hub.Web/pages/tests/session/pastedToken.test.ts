import { expect, test } from "vitest";
import { sessionOf } from "../../src/session/pastedToken";

const token = (claims: object): string => `h.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.s`;

test("sessionOf_Token_GivesUserNameAndEnd", () => {
  const given = token({ sub: "ann", name: "Änn 张", exp: 100 });
  expect(sessionOf(` Bearer ${given}\n`, 0)).toEqual({ kind: "token", token: given, userId: "ann", name: "Änn 张", expiresTime: 100_000 });
});

test.each([
  ["", "This isn’t a token"],
  ["a.b", "This isn’t a token"],
  ["a.!!.c", "This isn’t a token"],
  ["a.bnVsbA.c", "This isn’t a token"],
  [token({}), "names no user"],
  [token({ sub: 7 }), "names no user"],
  [token({ sub: "ann", exp: 1 }), "has expired"],
])("sessionOf_%j_SaysWhatIsWrong", (pasted, wanted) => expect(sessionOf(pasted, 5_000)).toContain(wanted));
