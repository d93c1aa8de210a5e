import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { "@realtimehub/client": fileURLToPath(new URL("client/src/index.ts", import.meta.url)) } },
  test: {
    include: ["client/tests/**/*.test.ts", "pages/tests/**/*.test.ts", "e2e/**/*.test.ts"],
    testTimeout: 60_000,
  },
});
