import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";
import { book } from "./build/book.ts";
import { contentSecurityPolicy } from "./build/content-security-policy.ts";
import { disposeSymbols } from "./build/dispose-symbols.ts";
import { fileLists } from "./build/file-lists.ts";
import { librarySources } from "./build/library-sources.ts";

export default defineConfig({
  // Relative addresses: the folder works under any path of any host.
  base: "./",
  plugins: [
    librarySources(),
    disposeSymbols(),
    svelte(),
    book(),
    contentSecurityPolicy(),
    fileLists(),
  ],
  server: { host: "127.0.0.1" },
  worker: {
    format: "es",
    plugins: () => [librarySources(), disposeSymbols()],
    rolldownOptions: { output: { comments: false } },
  },
  build: {
    target: "es2022",
    // One stylesheet, so that an embedded view can have it inside its shadow root.
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // Says which files belong together; what the size of the first view is read from.
    manifest: "manifest.json",
    rolldownOptions: {
      input: {
        index: "index.html",
        embed: "src/embed/embed.ts",
        "service-worker": "src/offline/service-worker.ts",
      },
      output: {
        comments: false,
        // Both are named by pages and by browsers, so their names must last.
        entryFileNames: ({ name }) =>
          name === "embed" || name === "service-worker" ? "[name].js" : "assets/[name]-[hash].js",
      },
    },
  },
});
