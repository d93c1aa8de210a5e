import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const home = fileURLToPath(new URL("../../", import.meta.url));

/** Long files that have no test file of their own name, and where they are tested. */
const testedElsewhere: Readonly<Record<string, string>> = {
  "client/src/client.ts": "client/tests/connections and client/tests/subscriptions go through it",
  "client/src/contracts.ts": "generated; the C# tests compare it with the contracts",
  "client/src/connections/session.ts": "client/tests/connections/connection.test.ts",
  "client/src/subscriptions/subscription.ts": "client/tests/subscriptions/subscriptionSet.test.ts",
  "client/src/chat/messageList.ts": "client/tests/chat/chatRoom.test.ts",
  "client/src/documents/documentClient.ts": "e2e/editor.test.ts and e2e/documents.test.ts",
  "client/src/feeds/feedDemand.ts": "client/tests/feeds/liveFeed.test.ts",
  "client/src/chat/roomMessages.ts": "client/tests/chat/historyWindow.test.ts",
  "pages/src/chat/messages/MessageActions.tsx": "e2e/chat.test.ts",
  "pages/src/chat/messages/MessageLog.tsx": "e2e/chat.test.ts and e2e/search.test.ts",
  "pages/src/chat/messages/MessageRow.tsx": "e2e/chat.test.ts",
  "pages/src/chat/room/RoomView.tsx": "e2e/chat.test.ts",
  "pages/src/chat/rooms/RoomsPane.tsx": "e2e/chat.test.ts",
  "pages/src/chat/search/SearchPane.tsx": "e2e/search.test.ts",
  "pages/src/chat/state/chatPage.ts": "e2e/chat.test.ts",
  "pages/src/chat/state/openRoom.ts": "e2e/chat.test.ts and e2e/moderation.test.ts",
  "pages/src/chat/state/roomList.ts": "e2e/chat.test.ts and e2e/moderation.test.ts",
  "pages/src/editor/document/DocumentView.tsx": "e2e/editor.test.ts",
  "pages/src/editor/document/ExportMenu.tsx": "e2e/editor.test.ts",
  "pages/src/editor/sharing/ShareDialog.tsx": "e2e/editor.test.ts",
  "pages/src/editor/state/editorPage.ts": "e2e/editor.test.ts",
  "pages/src/editor/state/versions.ts": "e2e/editor.test.ts",
  "pages/src/editor/state/openDocument.ts": "e2e/editor.test.ts",
  "pages/src/editor/text/remoteCursors.ts": "e2e/editor.test.ts",
  "pages/src/live/charts/course.ts": "e2e/live.test.ts",
  "pages/src/live/feed/feedWatch.ts": "e2e/live.test.ts",
  "pages/src/live/market/MarketTable.tsx": "e2e/live.test.ts",
  "pages/src/live/market/marketBoard.ts": "e2e/live.test.ts",
  "pages/src/live/machine/Chart.tsx": "e2e/pages.test.ts",
  "pages/src/live/machine/useHostFeed.ts": "e2e/pages.test.ts",
};

const filesUnder = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesUnder(path) : /\.tsx?$/.test(name) ? [path] : [];
  });

const importsOf = (file: string): string[] =>
  [...readFileSync(file, "utf8").matchAll(/(?:from|import) "(\.[^"]+)"/g)].flatMap(([, name]) => {
    const path = join(dirname(file), name!).replace(/\.js$/, "");
    return [`${path}.ts`, `${path}.tsx`].filter((candidate) => existsSync(candidate));
  });

/** A cycle of the graph, as the names on its way, or undefined. */
function cycleIn(graph: ReadonlyMap<string, ReadonlySet<string>>): string[] | undefined {
  const done = new Set<string>();
  const visit = (node: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (done.has(node)) return undefined;
    for (const next of graph.get(node) ?? []) {
      const found = visit(next, [...path, node]);
      if (found) return found;
    }
    done.add(node);
    return undefined;
  };
  for (const node of graph.keys()) {
    const found = visit(node, []);
    if (found) return found;
  }
  return undefined;
}

function graphOf(root: string, nameOf: (file: string) => string | undefined): Map<string, Set<string>> {
  const graph = new Map<string, Set<string>>();
  for (const file of filesUnder(root)) {
    const from = nameOf(file);
    for (const target of importsOf(file)) {
      const to = nameOf(target);
      if (from !== undefined && to !== undefined && from !== to) graph.set(from, (graph.get(from) ?? new Set()).add(to));
    }
  }
  return graph;
}

describe.each(["client", "pages"])("%s", (part) => {
  const root = join(home, part, "src");

  test("imports_BetweenFiles_HaveNoCycle", () => {
    const graph = graphOf(root, (file) => relative(root, file));
    expect(graph.size).toBeGreaterThan(10);
    expect(cycleIn(graph)).toBeUndefined();
  });

  // The files at the top put the folders together and have what all of them use.
  test("imports_BetweenFolders_HaveNoCycle", () => {
    const graph = graphOf(root, (file) => relative(root, dirname(file)) || undefined);
    expect(graph.size).toBeGreaterThan(1);
    expect(cycleIn(graph)).toBeUndefined();
  });

  test("files_Of100LinesAndMore_HaveATestOfTheirName", () => {
    const tests = new Set(filesUnder(join(home, part, "tests")).map((file) => relative(join(home, part, "tests"), file)));
    const untested = filesUnder(root).filter((file) => {
      const name = relative(root, file).replace(/\.tsx?$/, ".test.ts");
      return readFileSync(file, "utf8").split("\n").length > 100 && !tests.has(name) && !tests.has(`${name}x`) && !testedElsewhere[relative(home, file)];
    });
    expect(untested.map((file) => relative(home, file))).toEqual([]);
  });

  test("testedElsewhere_NamesFilesThatAreThere", () => {
    for (const file of Object.keys(testedElsewhere)) expect(existsSync(join(home, file)), file).toBe(true);
  });

  test("files_AreNotOver400Lines", () => {
    const long = filesUnder(root).filter((file) => readFileSync(file, "utf8").split("\n").length > 400 && !file.endsWith("contracts.ts"));
    expect(long).toEqual([]);
  });
});

test("cycleIn_GraphWithACycle_NamesIt", () => {
  expect(cycleIn(new Map([["a", new Set(["b"])], ["b", new Set(["c"])], ["c", new Set(["b"])]]))).toEqual(["b", "c", "b"]);
  expect(cycleIn(new Map([["a", new Set(["b", "c"])], ["b", new Set(["c"])]]))).toBeUndefined();
});
