import type { Document, DocumentPage, HubClient } from "@realtimehub/client";
import type { DocumentClient } from "@realtimehub/client/documents";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { DocumentList } from "../../../src/editor/state/documentList";

const document = (documentId: string, title: string, createdTime: number, snippet?: string): Document => ({
  documentId, title, createdTime, visibility: "public", createdBy: "ann", role: "editor", ...(snippet !== undefined && { snippet }),
});

interface Call {
  readonly query?: string;
  readonly after?: string;
}

/** A list whose server gives these pages, one after another. */
function listOf(...pages: DocumentPage[]): { list: DocumentList; calls: Call[] } {
  const calls: Call[] = [];
  const client = {
    subscribe: () => ({ unsubscribe: () => Promise.resolve() }),
    call: (_method: string, request: Call) => {
      calls.push(request);
      return Promise.resolve(pages.shift() ?? { documents: [] });
    },
  };
  const list = new DocumentList(client as unknown as HubClient, {} as DocumentClient, "ann", () => {}, () => {});
  return { list, calls };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("a list of documents", () => {
  test("has all pages, the newest first", async () => {
    const { list, calls } = listOf({ documents: [document("a", "A", 1)], next: "a" }, { documents: [document("b", "B", 2)] });
    await vi.advanceTimersByTimeAsync(0);
    expect(list.documents?.map(({ documentId }) => documentId)).toEqual(["b", "a"]);
    expect(calls.map(({ after }) => after)).toEqual([undefined, "a"]);
  });

  test("has what fits by its title before what fits by its text", async () => {
    const found = [document("a", "Other", 3, "the gardén is green"), document("b", "Garden", 1), document("c", "Winter gárden", 2)];
    const { list, calls } = listOf({ documents: [] }, { documents: found });
    await vi.advanceTimersByTimeAsync(0);
    list.search(" garden ");
    await vi.advanceTimersByTimeAsync(500);
    expect(calls[1]?.query).toBe("garden");
    expect(list.documents?.map(({ documentId }) => documentId)).toEqual(["c", "b", "a"]);
    expect(list.words).toEqual(["garden"]);
  });

  test("asks again while the server has not looked at all texts", async () => {
    const { list, calls } = listOf({ documents: [] }, { documents: [], incomplete: true }, { documents: [document("a", "A", 1, "garden")] });
    await vi.advanceTimersByTimeAsync(0);
    list.search("garden");
    await vi.advanceTimersByTimeAsync(500);
    expect([list.incomplete, list.documents?.length]).toEqual([true, 0]);
    await vi.advanceTimersByTimeAsync(2_000);
    expect([list.incomplete, list.documents?.length, calls.length]).toEqual([false, 1, 3]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(calls.length).toBe(3);
  });
});
