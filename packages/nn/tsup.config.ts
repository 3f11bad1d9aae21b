import { defineConfig } from "tsup";

export default defineConfig({
  entry: {
    index: "src/index.ts",
    node: "src/node/index.ts",
  },
  format: "esm",
  target: "es2022",
  dts: {
    compilerOptions: { ignoreDeprecations: "6.0" },
    // `using` needs Disposable, which no lib of a published ECMAScript has: a program need not name one that does.
    banner: '/// <reference lib="esnext.disposable" />',
  },
  sourcemap: true,
  splitting: true,
  clean: true,
  removeNodeProtocol: false,
});
