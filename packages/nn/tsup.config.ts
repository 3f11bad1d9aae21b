import { defineConfig } from "tsup";
import manifest from "./package.json" with { type: "json" };

/** "./dist/models.js" is made of src/models/index.ts. */
const wings = Object.keys(manifest.exports)
  .filter((path) => path.startsWith("./") && path !== "./package.json")
  .map((path) => path.slice(2));

/**
 * The comments that esbuild keeps or makes, those of the fields of options and the names of files, are a reader's of the
 * declarations and of the source map, and no program's. Their lines stay, for the source map.
 */
const blankComments = (code: string): string =>
  code
    .replace(/^ *\/\*\*(?: |\n)[\s\S]*?\*\/$/gm, (comment) => comment.replace(/.+/g, ""))
    .replace(/^\/\/ src\/.*$/gm, "");

export default defineConfig({
  entry: {
    index: "src/index.ts",
    ...Object.fromEntries(wings.map((wing) => [wing, `src/${wing}/index.ts`])),
  },
  format: "esm",
  target: "es2022",
  dts: {
    compilerOptions: { ignoreDeprecations: "6.0" },
    // `using` needs Disposable, which no lib of a published ECMAScript has: a program need not name one that does.
    banner: '/// <reference lib="esnext.disposable" />',
  },
  // Shorter syntax, the same names and lines: what is downloaded is smaller, and what is thrown can be read.
  esbuildOptions: (options) => {
    options.minifySyntax = true;
  },
  sourcemap: true,
  splitting: true,
  clean: true,
  removeNodeProtocol: false,
  plugins: [{ name: "blank-comments", renderChunk: (code) => ({ code: blankComments(code) }) }],
});
