import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The file and every chunk that it loads: what an app gets that imports it. */
function loadedBy(file, files = []) {
  if (files.includes(file)) return files;
  files.push(file);
  for (const [, chunk] of readFileSync(file, "utf8").matchAll(/"(\.\/chunk-[^"]+\.js)"/g)) {
    loadedBy(join(dirname(file), chunk), files);
  }
  return files;
}

export default [
  {
    name: "@qkv/core-wasm",
    path: loadedBy("packages/core-wasm/dist/index.js"),
    limit: "120 kB",
    gzip: true,
  },
  {
    name: "@qkv/gpu-webgpu",
    path: loadedBy("packages/gpu-webgpu/dist/index.js"),
    limit: "80 kB",
    gzip: true,
  },
  {
    name: "@qkv/nn",
    path: loadedBy("packages/nn/dist/index.js"),
    limit: "120 kB",
    gzip: true,
  },
];
