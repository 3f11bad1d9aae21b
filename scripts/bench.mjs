import { join } from "node:path";
import { benchOptions, usage } from "../bench/options.mjs";
import { benchNode } from "./bench-node.mjs";
import { contestCommand } from "./contest-command.mjs";
import { root } from "./repository.mjs";
import { runInForeground } from "./run-in-foreground.mjs";

/** The contest with other libraries: `npm run -s bench -- --help` lists the options. */
await contestCommand({ read: benchOptions, usage }, async ({ node }, args, cwd) =>
  runInForeground(await benchNode(node), [join(root, "bench", "contest.mjs"), ...args], { cwd }),
);
