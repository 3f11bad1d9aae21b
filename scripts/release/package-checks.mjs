import { existsSync } from "node:fs";
import { join } from "node:path";
import { npm } from "../npm.mjs";
import { publishedPackages } from "../packages.mjs";
import { root } from "../repository.mjs";
import { runCaptured } from "../run-captured.mjs";
import { checkRow } from "./check-row.mjs";

// What npm and TypeScript make of the packages as they are packed.

const tool = (path, ...args) =>
  runCaptured(process.execPath, [join(root, "node_modules", ...path.split("/")), ...args]);

/** Entries, files and formats, as publint knows them. */
export async function publint() {
  return Promise.all(
    publishedPackages.map(async ({ name, folder }) => {
      const { ok, output } = await tool("publint/src/cli.js", "--strict", folder);
      return checkRow("publint", name, ok ? [] : [output]);
    }),
  );
}

/** Whether every way of TypeScript's to resolve an entry finds its types, by Are The Types Wrong. */
export async function types(packed) {
  const rows = [];
  for (const { name, file } of packed) {
    const { exports } = publishedPackages.find((one) => one.name === name);
    const scripts = Object.entries(exports).filter(([, { types: own }]) => !own);
    if (scripts.length === Object.keys(exports).length) {
      rows.push(checkRow("types", name, [], "a command: nothing to import"));
      continue;
    }
    // What a page names as the script of a worker has no types.
    const untyped = scripts.map(([path]) => path).filter((path) => path !== "./package.json");
    const without = untyped.length > 0 ? ["--exclude-entrypoints", ...untyped] : [];
    const { ok, output } = await tool(
      "@arethetypeswrong/cli/dist/index.js",
      ...[file, ...without, "--format", "ascii", "--no-emoji", "--no-color"],
    );
    const entries = Object.keys(exports).length - scripts.length;
    // It has nothing against a package without any types.
    const right = ok && !/does not contain types/.test(output);
    rows.push(checkRow("types", name, right ? [] : [output], `${entries} entries`));
  }
  return rows;
}

/** What users load and what is installed, against their budgets. */
export async function sizes(packed) {
  const { output } = await tool("size-limit/bin.js", "--json");
  const loaded = JSON.parse(output.slice(output.indexOf("["))).map(
    ({ name, passed, size, sizeLimit }) =>
      checkRow(
        "loaded",
        name,
        passed ? [] : [`more than ${kB(sizeLimit)}`],
        `${kB(size)} of ${kB(sizeLimit)}, gzip`,
      ),
  );
  const installed = packed.map(({ name, unpackedSize, size }) =>
    checkRow(
      "installed",
      name,
      unpackedSize > mostInstalled ? [`more than ${kB(mostInstalled)}`] : [],
      `${kB(unpackedSize)}, to download ${kB(size)}`,
    ),
  );
  return [...loaded, ...installed];
}

const mostInstalled = 4e6;
const kB = (bytes) => `${(bytes / 1000).toFixed(0)} kB`;

/** Publishes, but for the sending. Without a registry npm cannot say whether the version is there already. */
export async function dryRun(packed) {
  const rows = [];
  for (const { name, file, files } of packed) {
    const { exports = {}, bin = {} } = publishedPackages.find((one) => one.name === name);
    const named = [...filesNamedBy(exports), ...filesNamedBy(bin)];
    const missing = named.filter((path) => !files.some((one) => `./${one.path}` === path));
    const args = ["publish", file, "--dry-run", "--json", "--fetch-retries=0", "--loglevel=error"];
    const [program, rest, options] = npm(...args);
    const { ok, output } = await runCaptured(program, rest, options);
    const faults = missing.slice(0, 3).map((path) => `${path} is named, and not in the package`);
    if (missing.length > 3) faults.push(`and ${missing.length - 3} more`);
    rows.push(
      checkRow("dry run", name, ok ? faults : [...faults, output], `${files.length} files`),
    );
  }
  return rows;
}

function filesNamedBy(entry) {
  if (typeof entry === "string") return [entry.startsWith("./") ? entry : `./${entry}`];
  return Object.values(entry).flatMap(filesNamedBy);
}

/** What must be built before: the entries of every package. */
export const isBuilt = () =>
  publishedPackages.every(({ folder }) => existsSync(join(folder, "dist")));
