import { cpSync } from "node:fs";
import { defineConfig } from "tsup";
import { bareImports } from "../../scripts/building/bare-imports.mjs";
import { disposeSymbols } from "../../scripts/building/dispose-symbols.mjs";
import { ourSources } from "../../scripts/building/our-sources.mjs";

export default defineConfig({
  entry: { qkv: "src/qkv.ts", compute: "src/compute.ts" },
  format: "esm",
  target: "es2022",
  dts: false,
  sourcemap: true,
  splitting: true,
  clean: true,
  removeNodeProtocol: false,
  // The programs in Python are data that the command writes.
  onSuccess: async () => cpSync("src/pytorch/python", "dist/python", { recursive: true }),
  esbuildPlugins: [ourSources],
  plugins: [bareImports, disposeSymbols],
});
