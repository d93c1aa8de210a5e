import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { Server } from "./server";

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

let server: Server;

beforeAll(async () => void (server = await Server.start()), 120_000);
afterAll(() => server?.stop());

describe.each([
  ["example", [[1, "headline", "It works"]]],
  ["chatExample", [[["Ann: hello (sent)"]]]],
  ["feedExample", [["Abernal Energy"], [["ACOE", "ACOF", "ACOH"]]]],
  ["documentExample", [[{ state: "saved", pending: 0 }]]],
])("%s", (name, prints) => {
  const code = readFileSync(path(`${name}.ts`), "utf8");
  const copy = path(`${name}.running.ts`);
  afterAll(() => rmSync(copy, { force: true }));

  test("the README's example is the one that is compiled here", () => {
    expect(readFileSync(path("../client/README.md"), "utf8")).toContain("```ts\n" + code + "```");
  });

  test("the README's example does what it says", async () => {
    const said = vi.spyOn(console, "log").mockImplementation(() => undefined);
    writeFileSync(copy, code.replace("http://localhost:5080", server.address));
    await import(/* @vite-ignore */ copy);
    expect(said.mock.calls).toEqual(prints);
    said.mockRestore();
  });
});
