import { resolve } from "node:path";
import { build, install } from "./prepare.mjs";
import { root } from "./repository.mjs";
import { runInForeground } from "./run-in-foreground.mjs";

// npm runs this in the repository's root, wherever the user stands.
const cwd = resolve(process.env.INIT_CWD ?? ".");

if (!(await install())) process.exit(1);
const built = await build();
if (!built.ok) {
  console.error(`${built.output.trimEnd()}\n\nThe build failed, for the reason above.`);
  process.exit(1);
}
const program = resolve(root, "packages/nn/golden/run.mjs");
process.exitCode = await runInForeground(process.execPath, [program, ...process.argv.slice(2)], {
  cwd,
});
