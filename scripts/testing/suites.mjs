import { availableParallelism } from "node:os";
import { join } from "node:path";
import { packages } from "../packages.mjs";
import { plainEnvironment } from "../plain-environment.mjs";
import { root } from "../repository.mjs";
import { runCaptured } from "../run-captured.mjs";
import { rememberDurations, rememberedDurations } from "./durations.mjs";
import { progressLine } from "./progress.mjs";
import { vitest } from "./test-files.mjs";

const reporters = ["--reporter=default", "--reporter=./scripts/testing/reporter.mjs"];

/**
 * Runs the test files that are named, or all, and says on the status line how far they are:
 * { ok, output, seconds, projects, skips, problems }.
 */
export async function runSuites(files, status) {
  const started = Date.now();
  const durations = rememberedDurations();
  const workers = availableParallelism();
  let counts;
  let progress = { files: {}, tests: 0, failed: 0 };
  const onMessage = (message) => {
    if (message.failure) status.print(`FAIL  ${message.failure}`);
    progress = message.progress ?? progress;
    counts = message.counts ?? counts;
  };
  status.start(() => progressLine(progress, { started, now: Date.now(), durations, workers }));
  const paths = (files ?? []).map((file) => join(root, file));
  const args = [vitest, "run", `--maxWorkers=${workers}`, ...reporters, ...paths];
  const result = await runCaptured(process.execPath, args, { env: plainEnvironment(), onMessage });
  status.stop();
  rememberDurations(takenBy(progress.files));
  const expected = files ? [] : packages.map(({ name }) => name);
  return { ...result, ...judge(result.ok, counts, expected) };
}

function takenBy(files) {
  const taken = Object.entries(files).filter(([, { seconds }]) => seconds !== undefined);
  return Object.fromEntries(taken.map(([path, { seconds }]) => [path, seconds]));
}

function judge(ok, counts, expected) {
  if (!counts) return { projects: {}, skips: [], problems: ["vitest ended without a result"] };
  const { projects, skips, outside } = counts;
  const problems = [];
  if (outside > 0) problems.push(`${outside} errors outside any test`);
  for (const name of expected) {
    const project = projects[name];
    if (!project || project.passed + project.failed === 0) problems.push(`${name}: no test ran`);
  }
  const failed = Object.values(projects).some((project) => project.failed > 0);
  if (!ok && !failed && problems.length === 0) problems.push("vitest failed outside the tests");
  return { projects, skips, problems };
}
