import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  // The longer name first: the shorter one would take it for a path inside of a file.
  resolve: { alias: { "@realtimehub/client/chat": at("client/src/chat/index.ts"), "@realtimehub/client": at("client/src/index.ts") } },
  test: {
    include: ["client/tests/**/*.test.ts", "pages/tests/**/*.test.ts", "e2e/**/*.test.ts"],
    testTimeout: 60_000,
    // Servers and browsers beside each other would only wait for one another.
    fileParallelism: false,
  },
});
