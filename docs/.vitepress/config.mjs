import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitepress";
import { apiItems } from "./api-pages.mjs";
import { aboutItems, addressOf, figureItems, guideItems, lessonItems } from "./pages.mjs";
import { readableTables } from "./readable-tables.mjs";
import { repositoryLinks } from "./repository-links.mjs";
import { wholeFlags } from "./whole-flags.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const base = process.env.DOCS_BASE ?? "/";
// Where the repository's files can be read, as https://host.example/qkv/blob/main; nothing is linked there unless it is said.
const sources = process.env.DOCS_SOURCES?.replace(/\/$/, "");

export default defineConfig({
  title: "qkv",
  description: "Train and run transformers in JavaScript, in Node and in the browser",
  lang: "en",
  base,
  srcDir: "..",
  // Pages stay where they are read in the repository, and get other addresses in the site.
  srcExclude: [
    "packages/*/{test,public,shipped-models}/**",
    "scripts/**",
    "bench/*/**",
    ".github/**",
  ],
  rewrites: addressOf,
  vue: { template: { compilerOptions: { isCustomElement: (tag) => tag === "qkv-explorer" } } },
  vite: {
    publicDir: join(root, "docs", "public"),
    build: { chunkSizeWarningLimit: 4000 }, // kB, of the search's index
  },
  head: [["link", { rel: "icon", type: "image/svg+xml", href: `${base}mark.svg` }]],
  markdown: {
    config(md) {
      md.use(repositoryLinks, { root, addressOf, sources });
      md.use(readableTables);
      md.use(wholeFlags);
    },
  },
  themeConfig: {
    logo: "/mark.svg",
    search: { provider: "local" },
    outline: [2, 3],
    nav: [
      { text: "Guides", link: "/guides/start", activeMatch: "^/guides/" },
      { text: "Lessons", link: "/lessons/attention", activeMatch: "^/(lessons|applications)/" },
      {
        text: "Figures",
        link: "/results",
        activeMatch: "^/(results|benchmarks|scale|shipped-models)",
      },
      { text: "Reference", link: "/api/", activeMatch: "^/api/" },
      { text: "Explorer", link: "/explorer/index.html", target: "_self" },
      {
        text: "Project",
        link: "/packages/nn",
        activeMatch: "^/(packages/|about/|dependencies|releases)",
      },
    ],
    sidebar: {
      "/guides/": guideItems,
      "/lessons/": lessonItems,
      "/applications/": lessonItems,
      "/results": figureItems,
      "/benchmarks": figureItems,
      "/scale": figureItems,
      "/shipped-models": figureItems,
      "/api/": apiItems(),
      "/packages/": aboutItems,
      "/about/": aboutItems,
      "/dependencies": aboutItems,
      "/releases": aboutItems,
    },
  },
});
