import { defineConfig } from "vite";

/** The engine's development server, for `npm run dev`. */
const server = process.env["HEXWARD_URL"] ?? "http://127.0.0.1:8080";

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    target: "es2022",
    // The content security policy allows no inline script and few data URLs.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
  server: {
    host: "127.0.0.1",
    proxy: Object.fromEntries(["/v1", "/tiles", "/legends", "/health", "/events", "/ogc"].map((path) => [path, server])),
  },
});
