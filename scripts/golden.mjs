import { resolve } from "node:path";
import { installAndBuild } from "./prepare.mjs";
import { root } from "./repository.mjs";
import { runInForeground } from "./run-in-foreground.mjs";

// npm runs this in the repository's root, wherever the user stands.
const cwd = resolve(process.env.INIT_CWD ?? ".");

if (!(await installAndBuild())) process.exit(1);
const program = resolve(root, "packages/nn/golden/run.mjs");
process.exitCode = await runInForeground(process.execPath, [program, ...process.argv.slice(2)], {
  cwd,
});
