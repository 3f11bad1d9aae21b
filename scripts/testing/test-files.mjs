import { readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { plainEnvironment } from "../plain-environment.mjs";
import { root } from "../repository.mjs";
import { runCaptured } from "../run-captured.mjs";
import { mayBeExhaustive } from "./parts.mjs";

export const vitest = join(root, "node_modules", "vitest", "vitest.mjs");

/** A path from the root, with forward slashes. */
export const fromRoot = (path) => relative(root, path).split(sep).join("/");

/** Every test file that `npm test` would run, as vitest finds them: [{ file, project }]. */
export async function testFiles() {
  const env = plainEnvironment();
  const stdio = ["ignore", "pipe", "inherit"];
  const args = [vitest, "list", "--filesOnly", "--json"];
  const { ok, output } = await runCaptured(process.execPath, args, { env, stdio });
  if (!ok) throw new Error(`vitest could not list the test files:\n${output}`);
  return JSON.parse(output).map(({ file, projectName }) => ({
    file: fromRoot(file),
    project: projectName,
  }));
}

/** Those of the test files in which the exhaustive part of the suites is found. */
export const exhaustiveAmong = (files) =>
  files.filter((file) => mayBeExhaustive(readFileSync(join(root, file), "utf8")));
