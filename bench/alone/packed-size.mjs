// What an app downloads of core-wasm: its files, all builds of the kernels inside, in gzip.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

process.chdir(fileURLToPath(new URL("../..", import.meta.url)));
const { default: limits } = await import("../../.size-limit.mjs"); // its paths are those of the root
const { path } = limits.find(({ name }) => name === "@qkv/core-wasm");
const bytes = path.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0);
console.log(JSON.stringify({ value: bytes / 1000 }));
