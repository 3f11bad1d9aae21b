// Writes the decoders of pictures as modules of one text each, so that they are found wherever this package is: in Node, in a
// browser, in a worker, in a bundle, under any policy that lets WebAssembly run.
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";

const decoders = {
  "jpeg/jpeg-decoder": "@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm",
  "webp/webp-decoder": "@jsquash/webp/codec/dec/webp_dec.wasm",
};

const { resolve } = createRequire(import.meta.url);
for (const [name, file] of Object.entries(decoders)) {
  const text = gzipSync(await readFile(resolve(file)), { level: 9 }).toString("base64");
  const url = new URL(`../src/preprocessing/images/${name}.generated.ts`, import.meta.url);
  await writeFile(url, `/** ${file}, gzip in base64. */\nexport const binary = "${text}";\n`);
}
