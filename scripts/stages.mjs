import { readdirSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { plainEnvironment } from "./plain-environment.mjs";
import { root } from "./repository.mjs";
import { runCaptured } from "./run-captured.mjs";

/** The packages, in the order of their folders: [{ name, folder, scripts }]. */
export const packages = readdirSync(join(root, "packages")).map((name) => {
  const folder = join(root, "packages", name);
  return { ...readManifest(folder), folder };
});

const { scripts } = readManifest(root);

/** Every check that is not a test suite, as { name, run }; the commands are those of package.json. */
export const stages = [
  ...packages.map((entry) => ({
    name: `types ${entry.name}`,
    run: () => runScript(entry.scripts.typecheck, entry.folder),
  })),
  { name: "biome", run: () => runScript(scripts.lint) },
  { name: "layers", run: () => runScript(scripts["check:layers"]) },
  { name: "unused code", run: () => runScript(scripts["check:unused"]) },
  { name: "publishable", run: () => runScript(scripts["check:packages"]) },
  { name: "size limits", run: () => runScript(scripts["check:size"]) },
];

function runScript(command, folder = root) {
  const path = [join(root, "node_modules", ".bin"), process.env.PATH].join(delimiter);
  const env = { ...plainEnvironment(), PATH: path };
  return runCaptured(command, [], { cwd: folder, shell: true, env });
}

function readManifest(folder) {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}
