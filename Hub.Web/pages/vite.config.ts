import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";
import { emojiList } from "./emojiList.ts";
import { pageFrame } from "./pageFrame.ts";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Compressed forms beside each asset, which the server sends to clients that take them. Browsers take brotli over https only. */
const compressed: Plugin = {
  name: "compressed-assets",
  generateBundle: {
    order: "post",
    handler(_, bundle) {
      for (const file of Object.values(bundle)) {
        const source = file.type === "chunk" ? file.code : file.source;
        if (!/\.(js|css)$/.test(file.fileName) || source.length < 1_024) continue;
        this.emitFile({ type: "asset", fileName: `${file.fileName}.br`, source: brotliCompressSync(source) });
        this.emitFile({ type: "asset", fileName: `${file.fileName}.gz`, source: gzipSync(source, { level: 9 }) });
      }
    },
  },
};

export default defineConfig({
  root: at("."),
  resolve: {
    alias: {
      "@realtimehub/client/chat": at("../client/src/chat/index.ts"),
      "@realtimehub/client/documents": at("../client/src/documents/index.ts"),
      "@realtimehub/client/feeds": at("../client/src/feeds/index.ts"),
      "@realtimehub/client": at("../client/src/index.ts"),
    },
  },
  plugins: [pageFrame, emojiList, compressed],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: at("../../Hub.Server/wwwroot"),
    emptyOutDir: true,
    target: "es2022",
    // The Content-Security-Policy allows neither data: addresses nor inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The editor with its Markdown.
    chunkSizeWarningLimit: 700,
    rolldownOptions: { input: [at("index.html"), at("live.html"), at("chat.html"), at("editor.html"), at("admin.html"), at("404.html")] },
  },
  // `npm run dev` serves the pages, a server started beside it answers for the hub.
  server: {
    proxy: {
      "/hub": { target: "http://127.0.0.1:5080", ws: true },
      "/api": "http://127.0.0.1:5080",
      "/auth": "http://127.0.0.1:5080",
      "/health": "http://127.0.0.1:5080",
    },
  },
});
