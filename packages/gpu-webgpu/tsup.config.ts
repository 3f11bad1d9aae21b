import { defineConfig } from "tsup";
import { bareImports } from "../../scripts/building/bare-imports.mjs";
import { classNames } from "../../scripts/building/class-names.mjs";
import { disposeSymbols } from "../../scripts/building/dispose-symbols.mjs";

export default defineConfig({
  entry: { index: "src/index.ts" },
  format: "esm",
  target: "es2022",
  dts: { compilerOptions: { ignoreDeprecations: "6.0" } },
  sourcemap: true,
  clean: true,
  external: ["webgpu"],
  removeNodeProtocol: false,
  esbuildPlugins: [classNames],
  plugins: [bareImports, disposeSymbols],
});
