import { spawnSync } from "node:child_process";
import { root } from "./repository.mjs";
import { turboBuild } from "./turbo-build.mjs";

const [program, args, options] = turboBuild(process.env);
const { status } = spawnSync(program, args, { ...options, cwd: root, stdio: "inherit" });
process.exit(status ?? 1);
