import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { build } from "esbuild";

const resolve = createRequire(import.meta.url).resolve;

/** ONNX Runtime Web's WebAssembly, which it would look for beside itself, as text within the bundle. */
const embeddedWasm = {
  name: "embedded wasm",
  setup(plugins) {
    plugins.onLoad({ filter: /onnx-binary\.mjs$/ }, () => {
      const params = { [constants.BROTLI_PARAM_QUALITY]: 9 };
      const file = resolve("onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm");
      const text = brotliCompressSync(readFileSync(file), { params }).toString("base64");
      return {
        contents: `import { brotliDecompressSync } from "node:zlib";
          export const wasmBinary = () => brotliDecompressSync(Buffer.from("${text}", "base64"));`,
      };
    });
  },
};

/** The contest with all its peers as one file, for a machine that has Node, the package `webgpu` and a GPU: { file, bytes }. */
export async function bundleContest(folder) {
  const file = join(folder, "bench-gpu.mjs");
  await build({
    entryPoints: [fileURLToPath(new URL("./contest.mjs", import.meta.url))],
    outfile: file,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    external: ["webgpu"],
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: "none",
    logLevel: "error",
    plugins: [embeddedWasm],
    // TensorFlow.js is CommonJS in Node.
    banner: {
      js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);',
    },
  });
  return { file, bytes: statSync(file).size };
}
