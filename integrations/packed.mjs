import { join } from "node:path";
import { npm } from "../scripts/npm.mjs";
import { publishedPackages } from "../scripts/packages.mjs";
import { runCaptured } from "../scripts/run-captured.mjs";

/** The packages as npm would publish them: { name, file, files, unpackedSize } of each, in `folder`. */
export async function pack(folder) {
  const folders = publishedPackages.map(({ folder: home }) => home);
  const output = await npmIn(folder, "pack", ...folders, "--json", "--silent");
  return JSON.parse(output).map((one) => ({ ...one, file: join(folder, one.filename) }));
}

/** Runs npm in a folder and returns what it prints; an error with all of it where that fails. */
export async function npmIn(folder, ...args) {
  const [program, rest, options] = npm(...args);
  const { ok, output } = await runCaptured(program, rest, { ...options, cwd: folder });
  if (!ok) throw new Error(`npm ${args.join(" ")} failed:\n${output}`);
  return output;
}

/** Options of every install here: what was downloaded before is used, and nothing is run. */
export const quietly = ["--prefer-offline", "--ignore-scripts", "--loglevel=error"];
