import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { emojiList } from "./pages/emojiList.ts";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  // The longer name first: the shorter one would take it for a path inside of a file.
  resolve: {
    alias: {
      "@realtimehub/client/chat": at("client/src/chat/index.ts"),
      "@realtimehub/client/documents": at("client/src/documents/index.ts"),
      "@realtimehub/client/feeds": at("client/src/feeds/index.ts"),
      "@realtimehub/client": at("client/src/index.ts"),
    },
  },
  plugins: [emojiList],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  test: {
    include: ["client/tests/**/*.test.ts", "pages/tests/**/*.test.{ts,tsx}", "e2e/**/*.test.ts"],
    testTimeout: 60_000,
    // A busy machine takes its time; one second, as by default, is no measure.
    expect: { poll: { timeout: 30_000 } },
    // Servers and browsers beside each other would only wait for one another.
    fileParallelism: false,
  },
});
