import { defineConfig } from "tsup";
import { bareImports } from "../../scripts/building/bare-imports.mjs";
import { classNames } from "../../scripts/building/class-names.mjs";

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
  esbuildPlugins: [classNames],
  plugins: [bareImports],
});
