import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { defineConfig } from "tsup";
import { bareImports } from "../../scripts/building/bare-imports.mjs";
import { disposeSymbols } from "../../scripts/building/dispose-symbols.mjs";
import { ourSources } from "../../scripts/building/our-sources.mjs";
import manifest from "./package.json" with { type: "json" };

/** "./dist/models.js" is made of src/models/index.ts. */
const wings = Object.keys(manifest.exports)
  .filter((path) => path.startsWith("./") && !["./package.json", "./worker"].includes(path))
  .map((path) => path.slice(2));
const sourceOf = (wing: string): string => `src/${wing}/index.ts`;

/**
 * The wings are built as one file, and each gets a file that names its part of it. As entries of their own they would cut
 * what they share with the main entry into some thirty files, and opening those took a third of the time to a first result.
 */
function writeWings(): void {
  for (const wing of wings.filter((one) => one !== "node")) {
    const lists = [...readFileSync(sourceOf(wing), "utf8").matchAll(/^export \{([^}]*)\} from/gm)];
    const names = lists.flatMap(([, list]) => list!.split(",").map((name) => name.trim()));
    const values = names.filter((name) => name !== "" && !name.startsWith("type "));
    writeFileSync(`dist/${wing}.js`, `export { ${values.join(", ")} } from "./wings.js";\n`);
  }
}

/**
 * The comments that esbuild keeps or makes, those of the fields of options and the names of files, are a reader's of the
 * declarations, and no program's.
 */
const withoutComments = (code: string): string =>
  code.replace(/^ *\/\*\*(?: |\n)[\s\S]*?\*\/\n/gm, "").replace(/^\/\/ src\/.*\n/gm, "");

export default defineConfig({
  entry: {
    ...{ index: "src/index.ts", wings: "src/wings.ts", node: sourceOf("node") },
    // The wings that are others in Node.
    "hub-node": "src/node/hub-wing.ts",
    "pipelines-node": "src/node/pipelines-wing.ts",
    "pretrained-node": "src/node/pretrained.ts",
  },
  format: "esm",
  // Left outside, as other dependencies are by themselves.
  external: Object.keys(manifest.optionalDependencies),
  target: "es2022",
  // Shorter syntax, the same names and lines: what is downloaded is smaller, and what is thrown can be read.
  esbuildOptions: (options) => {
    options.minifySyntax = true;
  },
  // No source maps: they are twice as large as the code, and lines and names of what is built can be read.
  splitting: true,
  clean: true,
  removeNodeProtocol: false,
  onSuccess: async () => {
    writeWings();
    copyFileSync("../core-wasm/dist/worker.js", "dist/worker.js"); // whoever installs this package finds it here
  },
  esbuildPlugins: [ourSources],
  plugins: [
    bareImports,
    disposeSymbols,
    { name: "without-comments", renderChunk: (code) => ({ code: withoutComments(code) }) },
  ],
});
