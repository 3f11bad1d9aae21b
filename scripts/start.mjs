import { build, install } from "./prepare.mjs";
import { root } from "./repository.mjs";
import { runInForeground } from "./run-in-foreground.mjs";

const qkv = "packages/cli/dist/qkv.js";
const training = ["train", "--data", "book", "--preset", "book"];

if (!(await install())) process.exit(1);
const built = await build();
if (!built.ok) {
  console.error(`${built.output.trimEnd()}\n\nThe build failed, for the reason above.`);
  process.exit(1);
}
const args = [...training, ...process.argv.slice(2)];
process.exitCode = await runInForeground(process.execPath, [qkv, ...args], { cwd: root });
