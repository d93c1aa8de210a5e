import type { Plugin } from "vite";

const pages = [
  { name: "Start", address: "/", file: "/index.html" },
  { name: "Chat", address: "/chat", file: "/chat.html" },
  { name: "Editor", address: "/editor", file: "/editor.html" },
  { name: "Live", address: "/live", file: "/live.html" },
  { name: "Connect", address: "/#connect" },
] as const;

/** Stands in its own bar only, in place of the last one: no visitor of the others may use it. */
const admin = { name: "Admin", address: "/admin", file: "/admin.html" } as const;

const head = `<meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content" />
    <meta name="theme-color" content="#f4f1ea" media="(prefers-color-scheme: light)" />
    <meta name="theme-color" content="#101215" media="(prefers-color-scheme: dark)" />
    <link rel="icon" href="/mark.svg" type="image/svg+xml" />`;

const bar = (links: string): string => `<a class="skip" href="#main">Skip to content</a>
    <header class="bar">
      <div class="page">
        <a class="brand" href="/" aria-label="RealtimeHub, start page">
          <svg viewBox="0 0 26 26" aria-hidden="true">
            <path d="M1.5 13h5l3-8 5.5 16 3.2-8H20" fill="none" stroke="currentColor" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round" />
            <circle cx="23" cy="13" r="2.6" fill="currentColor" />
          </svg>
          <span class="brand-name">RealtimeHub</span>
        </a>
        <nav aria-label="Pages">
          ${links}
        </nav>
      </div>
    </header>`;

/** Gives each page the same head (`<!-- head -->`) and the same bar with the links to all pages (`<!-- bar -->`). */
export const pageFrame: Plugin = {
  name: "page-frame",
  transformIndexHtml: {
    order: "pre",
    handler(html, { path }) {
      const shown = path === admin.file ? [...pages.slice(0, -1), admin] : pages;
      const links = shown.map((page) => `<a href="${page.address}"${"file" in page && page.file === path ? ' aria-current="page"' : ""}>${page.name}</a>`);
      return html.replace("<!-- head -->", head).replace("<!-- bar -->", bar(links.join("\n          ")));
    },
  },
};
