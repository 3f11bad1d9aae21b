import { join, resolve } from "node:path";
import { benchNode } from "./bench-node.mjs";
import { installBenchPeers } from "./bench-peers.mjs";
import { build, install } from "./prepare.mjs";
import { root } from "./repository.mjs";
import { runInForeground } from "./run-in-foreground.mjs";

/** The contest with other libraries: `npm run -s bench -- --help` lists the options. */
async function main(args) {
  // Everything is installed before bench/ is imported; its options need nothing.
  const { benchOptions, usage } = await import("../bench/options.mjs");
  if (args.includes("--help")) {
    console.log(usage);
    return 0;
  }
  const { node } = explained(() => benchOptions(args), usage);
  if (!(await install())) return 1;
  const built = await build();
  if (!built.ok)
    throw new Error(`${built.output.trimEnd()}\n\nThe build failed, for the reason above.`);
  await installBenchPeers();
  const program = await benchNode(node);
  // npm runs this in the repository's root, wherever the user stands.
  const cwd = resolve(process.env.INIT_CWD ?? ".");
  return runInForeground(program, [join(root, "bench", "contest.mjs"), ...args], { cwd });
}

function explained(read, usage) {
  try {
    return read();
  } catch (error) {
    throw new Error(`${error.message}\n${usage}`);
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
