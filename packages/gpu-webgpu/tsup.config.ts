import { defineConfig } from "tsup";
import { bareImports } from "../../scripts/building/bare-imports.mjs";
import { disposeSymbols } from "../../scripts/building/dispose-symbols.mjs";
import { ourSources } from "../../scripts/building/our-sources.mjs";

export default defineConfig({
  entry: { index: "src/index.ts" },
  format: "esm",
  target: "es2022",
  dts: { compilerOptions: { ignoreDeprecations: "6.0" } },
  sourcemap: true,
  clean: true,
  external: ["webgpu"],
  removeNodeProtocol: false,
  esbuildPlugins: [ourSources],
  plugins: [bareImports, disposeSymbols],
});
