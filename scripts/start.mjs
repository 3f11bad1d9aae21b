import { installAndBuild } from "./prepare.mjs";
import { root } from "./repository.mjs";
import { runInForeground } from "./run-in-foreground.mjs";

const qkv = "packages/cli/dist/qkv.js";
const training = ["train", "--data", "book", "--preset", "book"];

if (!(await installAndBuild())) process.exit(1);
const args = [...training, ...process.argv.slice(2)];
process.exitCode = await runInForeground(process.execPath, [qkv, ...args], { cwd: root });
