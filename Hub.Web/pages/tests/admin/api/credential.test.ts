import { expect, test } from "vitest";
import { credentialOf, headersOf } from "../../../src/admin/api/credential";

test.each([
  ["an-operators-own-key", { "X-API-Key": "an-operators-own-key" }],
  ["  a.key.with.dots  ", { "X-API-Key": "a.key.with.dots" }],
  ["sha256:1a15/+=", { "X-API-Key": "sha256:1a15/+=" }],
  ["eyJh.eyJz.c2ln", { Authorization: "Bearer eyJh.eyJz.c2ln" }],
  ["Bearer eyJh.eyJz.c2ln\n", { Authorization: "Bearer eyJh.eyJz.c2ln" }],
])("credentialOf_%s_IsSentAsWhatItIs", (pasted, headers) => expect(headersOf(credentialOf(pasted)!)).toEqual(headers));

test.each(["", "   ", "two words", "a\nb", "schlüssel", "王"])("credentialOf_%j_CanStandInNoHeader", (pasted) => expect(credentialOf(pasted)).toBeUndefined());
