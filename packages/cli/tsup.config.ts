import { defineConfig } from "tsup";

export default defineConfig({
  entry: { qkv: "src/qkv.ts" },
  format: "esm",
  target: "es2022",
  dts: false,
  sourcemap: true,
  splitting: true,
  clean: true,
  removeNodeProtocol: false,
});
