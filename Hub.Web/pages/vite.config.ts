import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: at("."),
  resolve: { alias: { "@realtimehub/client": at("../client/src/index.ts") } },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: at("../../Hub.Server/wwwroot"),
    emptyOutDir: true,
    target: "es2022",
    // The Content-Security-Policy allows neither data: addresses nor inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: [at("index.html"), at("live.html")] },
  },
  // `npm run dev` serves the pages, a server started beside it answers for the hub.
  server: {
    proxy: {
      "/hub": { target: "http://127.0.0.1:5080", ws: true },
      "/auth": "http://127.0.0.1:5080",
      "/health": "http://127.0.0.1:5080",
    },
  },
});
