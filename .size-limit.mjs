import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build } from "esbuild";

/** The file and every chunk that it loads: what an app gets that imports it. */
function loadedBy(file, files = []) {
  if (files.includes(file)) return files;
  files.push(file);
  for (const [, chunk] of readFileSync(file, "utf8").matchAll(/"(\.\/chunk-[^"]+\.js)"/g)) {
    loadedBy(join(dirname(file), chunk), files);
  }
  return files;
}

/**
 * What a page loads that trains a small GPT on WebAssembly and generates: the program of the integrations as esbuild bundles
 * it, without the files that only threads or WebGPU ask for.
 */
async function smallPage() {
  const { metafile } = await build({
    entryPoints: ["integrations/program/page-entry.ts"],
    ...{ bundle: true, splitting: true, format: "esm", minify: true, metafile: true },
    outdir: "node_modules/.cache/small-page",
    logLevel: "error",
  });
  const loaded = new Set();
  const load = (path) => {
    if (loaded.has(path)) return;
    loaded.add(path);
    for (const { path: next, kind } of metafile.outputs[path].imports)
      if (kind === "import-statement" || /\/generate-[^/]+$/.test(next)) load(next);
  };
  load("node_modules/.cache/small-page/page-entry.js");
  return [...loaded];
}

const demo = "packages/web-demo/dist";

/** The scripts that the page runs up to its first view: what those two import before something is chosen, and the worker. */
function firstView() {
  const manifest = JSON.parse(readFileSync(`${demo}/manifest.json`, "utf8"));
  const files = new Set();
  const add = (name) => {
    const { file, imports = [] } = manifest[name];
    if (files.has(file)) return;
    files.add(file);
    for (const next of imports) add(next);
  };
  add("index.html");
  add("src/views/follow/View.svelte");
  const workers = readdirSync(`${demo}/assets`).filter((file) => file.startsWith("worker-"));
  if (workers.length !== 1) throw new Error(`there are ${workers.length} workers, expected one`);
  return [...[...files].map((file) => `${demo}/${file}`), ...withImports(workers[0])];
}

/** A script and what it imports before it runs, which no manifest says of a worker. */
function withImports(name, found = new Set()) {
  const path = `${demo}/assets/${name}`;
  if (found.has(path)) return found;
  found.add(path);
  for (const [, next] of readFileSync(path, "utf8").matchAll(/(?:from|import)"\.\/([^"]+)"/g))
    withImports(next, found);
  return found;
}

// What is reached, rounded up: nothing grows back unnoticed.
export default [
  {
    name: "a page that trains and generates, as an app's bundler makes it",
    path: await smallPage(),
    limit: "122 kB",
    gzip: true,
  },
  {
    name: "@qkv/core-wasm",
    path: loadedBy("packages/core-wasm/dist/index.js"),
    limit: "90 kB",
    gzip: true,
  },
  {
    name: "@qkv/gpu-webgpu",
    path: loadedBy("packages/gpu-webgpu/dist/index.js"),
    limit: "76 kB",
    gzip: true,
  },
  {
    name: "@qkv/nn",
    // Of this package alone, and as it is published: every name and space is there.
    path: loadedBy("packages/nn/dist/index.js"),
    limit: "121 kB",
    gzip: true,
  },
  {
    name: "@qkv/web-demo, first view",
    path: firstView(),
    limit: "233 kB",
    gzip: true,
  },
];
