import { resolve } from "node:path";
import { installBenchPeers } from "./bench-peers.mjs";
import { installAndBuild } from "./prepare.mjs";

/**
 * Runs the command line of a contest: `start` gets the options that `read` finds in the arguments, the arguments, and
 * the user's folder, once we and our peers are there; it returns the exit code.
 */
export async function contestCommand({ read, usage }, start) {
  try {
    process.exitCode = await run(process.argv.slice(2), read, usage, start);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}

async function run(args, read, usage, start) {
  if (args.includes("--help")) {
    console.log(usage);
    return 0;
  }
  const options = explained(() => read(args), usage);
  if (!(await installAndBuild())) return 1;
  await installBenchPeers();
  // npm runs this in the repository's root, wherever the user stands.
  return start(options, args, resolve(process.env.INIT_CWD ?? "."));
}

function explained(read, usage) {
  try {
    return read();
  } catch (error) {
    throw new Error(`${error.message}\n${usage}`);
  }
}
