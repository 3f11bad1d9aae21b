import { writeFileSync } from "node:fs";
import { defineConfig } from "tsup";
import { bareImports } from "../../scripts/building/bare-imports.mjs";
import { disposeSymbols } from "../../scripts/building/dispose-symbols.mjs";
import { ourSources } from "../../scripts/building/our-sources.mjs";
import { webWorkerProgram } from "./src/backend/threads/web-workers.ts";

export default defineConfig({
  entry: {
    index: "src/index.ts",
    contract: "src/contract/index.ts",
    conformance: "src/contract/conformance.ts",
    machine: "src/machine/index.ts",
  },
  format: "esm",
  target: "es2022",
  dts: { compilerOptions: { ignoreDeprecations: "6.0" } },
  sourcemap: true,
  splitting: true,
  clean: true,
  removeNodeProtocol: false,
  // The worker of a page, as a file, for pages whose policy allows none made from text.
  onSuccess: async () => writeFileSync("dist/worker.js", webWorkerProgram),
  esbuildPlugins: [ourSources],
  plugins: [bareImports, disposeSymbols],
});
