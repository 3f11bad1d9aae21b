import { defineConfig } from "tsup";
import manifest from "./package.json" with { type: "json" };

/** "./models" is typed by dist/.types/models/index.d.ts. */
const typesOf = (path: string): string => (path === "." ? "index" : path.slice(2));
const entries = Object.keys(manifest.exports).filter(
  (path) => !["./package.json", "./worker"].includes(path),
);

/**
 * The declarations that tsc has written, a file for each module, bundled for each entry. Made of the sources by the bundler
 * itself they took five times as long and four gigabytes.
 */
export default defineConfig({
  entry: Object.fromEntries(
    entries.map((path) => [
      typesOf(path),
      path === "." ? "dist/.types/index.d.ts" : `dist/.types/${typesOf(path)}/index.d.ts`,
    ]),
  ),
  format: "esm",
  dts: {
    only: true,
    compilerOptions: { ignoreDeprecations: "6.0" },
    // `using` needs Disposable, which no lib of a published ECMAScript has: a program need not name one that does.
    banner: '/// <reference lib="esnext.disposable" />',
  },
});
