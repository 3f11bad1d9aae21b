import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { build } from "esbuild";
import { root } from "../repository.mjs";
import { packageEntries } from "./package-entries.mjs";

const generated = /\.generated\.ts$/;
const code = /(?<!\.d)\.[cm]?[jt]sx?$/;

/**
 * Who imports whom, by esbuild's own resolution, as a map from each file to { imports, outside }: files of the
 * repository, and names of what is not. A package that is imported by its name leads to its sources, not to its dist.
 * Imports of types alone do not count, as they are gone when the tests run.
 */
export async function importGraph(files, packages) {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: files.filter((file) => code.test(file) && !file.includes("/assembly/")),
    outdir: "unwritten",
    bundle: true,
    splitting: true, // or every entry's bundle would hold again what it shares with others
    write: false,
    metafile: true,
    platform: "node",
    format: "esm",
    logLevel: "silent",
    plugins: [fromSources(packages)],
  });
  const graph = new Map();
  for (const [file, { imports }] of Object.entries(metafile.inputs))
    graph.set(file, {
      imports: imports.filter(({ external }) => !external).map(({ path }) => path),
      outside: imports.filter(({ external }) => external).map(({ path }) => path),
    });
  return graph;
}

/** The names of documents in a file's text, and folders of documents: "docs/guides"; "*.md" are all. */
export function documentsNamedIn(file) {
  const names = readFileSync(join(root, file), "utf8").match(
    /\bdocs\/[\w/-]+\b|"\*\.md"|\b(?:[\w-]+\.md|LICENSE)\b/g,
  );
  return new Set(names);
}

function fromSources(packages) {
  const entries = new Map();
  const sourceOf = async ({ name, folder, exports = {} }, path) => {
    const built = exports[path]?.default;
    if (!built) throw new Error(`${name} exports no ${path}`);
    if (!entries.has(folder)) entries.set(folder, packageEntries(folder));
    return { path: join(folder, (await entries.get(folder))[basename(built, ".js")]) };
  };
  return {
    name: "from-sources",
    setup({ onResolve, onLoad }) {
      // "./worker.ts?worker&url": what a bundler makes of a file is another module.
      onResolve({ filter: /\?/ }, ({ path }) => ({ path, external: true }));
      onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
        if (kind === "entry-point") return undefined;
        const ours = packages.find(({ name }) => path === name || path.startsWith(`${name}/`));
        if (!ours) return { path, external: true };
        return sourceOf(ours, `.${path.slice(ours.name.length)}`);
      });
      // What is no code, or made by a program, imports nothing.
      onLoad({ filter: /./ }, ({ path }) =>
        code.test(path) && !generated.test(path) ? undefined : { contents: "", loader: "empty" },
      );
    },
  };
}
