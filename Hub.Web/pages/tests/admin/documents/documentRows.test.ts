import type { Document } from "@realtimehub/client";
import { expect, test } from "vitest";
import { documentRows } from "../../../src/admin/documents/documentRows";
import type { ChannelSummary } from "../../../src/admin/api/contracts";

test("documentRows_OpenOnesFirst_AndPrivateOnesByTheirChannel", () => {
  const listed = ["a", "b"].map((documentId) => ({ documentId }) as Document);
  const open = ["doc:b", "doc:secret/1"].map((channel) => ({ channel }) as ChannelSummary);
  expect(documentRows(listed, open).map(({ documentId, document, channel }) => [documentId, document?.documentId, channel?.channel])).toEqual([
    ["secret/1", undefined, "doc:secret/1"],
    ["b", "b", "doc:b"],
    ["a", "a", undefined],
  ]);
});
