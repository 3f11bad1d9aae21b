import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "tsup";

const packageRoot = fileURLToPath(new URL("..", import.meta.url));

/** Import TypeScript sources of this package, by name: Node 20 cannot read them itself. */
export async function importSources(entry) {
  // Inside the package, so that its dependencies are found.
  const outDir = await mkdtemp(join(packageRoot, ".bundle-"));
  try {
    await build({
      entry: Object.fromEntries(
        Object.entries(entry).map(([name, path]) => [name, join(packageRoot, path)]),
      ),
      outDir,
      format: "esm",
      target: "es2022",
      outExtension: () => ({ js: ".mjs" }),
      config: false,
      silent: true,
      dts: false,
    });
    const modules = {};
    for (const name of Object.keys(entry))
      modules[name] = await import(pathToFileURL(join(outDir, `${name}.mjs`)).href);
    return modules;
  } finally {
    await rm(outDir, { recursive: true, force: true });
  }
}
