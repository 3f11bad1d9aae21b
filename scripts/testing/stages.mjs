import { delimiter, join } from "node:path";
import { packages, readManifest } from "../packages.mjs";
import { plainEnvironment } from "../plain-environment.mjs";
import { root } from "../repository.mjs";
import { runCaptured } from "../run-captured.mjs";

const { scripts } = readManifest(root);

/**
 * Every check that is not a test suite, as { name, about, run }; the commands are those of package.json, and `about` is
 * what they look at: "code", "packages", or the package of that name.
 */
export const stages = [
  ...packages.map(({ name, folder, scripts: { typecheck } }) => ({
    name: `types ${name}`,
    about: name,
    run: () => runScript(typecheck, folder),
  })),
  { name: "biome", about: "code", run: () => runScript(scripts.lint) },
  { name: "layers", about: "code", run: () => runScript(scripts["check:layers"]) },
  { name: "unused code", about: "code", run: () => runScript(scripts["check:unused"]) },
  { name: "publishable", about: "packages", run: () => runScript(scripts["check:packages"]) },
  { name: "size limits", about: "packages", run: () => runScript(scripts["check:size"]) },
];

function runScript(command, folder = root) {
  const path = [join(root, "node_modules", ".bin"), process.env.PATH].join(delimiter);
  const env = { ...plainEnvironment(), PATH: path };
  return runCaptured(command, [], { cwd: folder, shell: true, env });
}
