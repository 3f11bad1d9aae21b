import { availableParallelism } from "node:os";
import { join } from "node:path";
import { packages } from "../packages.mjs";
import { plainEnvironment } from "../plain-environment.mjs";
import { root } from "../repository.mjs";
import { runCaptured } from "../run-captured.mjs";
import { rememberDurations, rememberedDurations } from "./durations.mjs";
import { argumentOf } from "./parts.mjs";
import { progressLine } from "./progress.mjs";
import { exhaustiveAmong, vitest } from "./test-files.mjs";

const reporters = ["--reporter=default", "--reporter=./scripts/testing/reporter.mjs"];

/**
 * Runs a part of the test files that are named, or of all, and says on the status line how far they are:
 * { ok, output, seconds, projects, skips, left, problems }, where `left` counts the tests of the other part. With `whole`
 * no change narrows the part down.
 */
export async function runSuites({ files, part, whole }, status) {
  const started = Date.now();
  const durations = rememberedDurations();
  const workers = availableParallelism() + 2; // some wait for programs, servers and clocks
  let counts;
  let progress = { files: {}, tests: 0, failed: 0 };
  const onMessage = (message) => {
    if (message.failure) status.print(`FAIL  ${message.failure}`);
    progress = message.progress ?? progress;
    counts = message.counts ?? counts;
  };
  status.start(() => progressLine(progress, { started, now: Date.now(), durations, workers }));
  const paths = (files ?? []).map((file) => join(root, file));
  const args = [vitest, "run", argumentOf[part], `--maxWorkers=${workers}`, ...reporters, ...paths];
  const result = await runCaptured(process.execPath, args, { env: plainEnvironment(), onMessage });
  status.stop();
  if (part === "quick") rememberDurations(takenBy(progress.files));
  const expected = whole && part === "quick" ? packages.map(({ name }) => name) : [];
  return { ...result, ...judge(result.ok, counts, expected) };
}

function takenBy(files) {
  const taken = Object.entries(files).filter(([, { seconds }]) => seconds !== undefined);
  return Object.fromEntries(taken.map(([path, { seconds }]) => [path, seconds]));
}

function judge(ok, counts, expected) {
  if (!counts)
    return { projects: {}, skips: [], left: 0, problems: ["vitest ended without a result"] };
  const { projects, skips, outside, left } = counts;
  const found = exhaustiveAmong(Object.keys(left));
  const problems = Object.keys(left)
    .filter((file) => !found.includes(file))
    .map((file) => `${file} has exhaustive tests, and does not say where they come from`);
  if (outside > 0) problems.push(`${outside} errors outside any test`);
  for (const name of expected) {
    const project = projects[name];
    if (!project || project.passed + project.failed === 0) problems.push(`${name}: no test ran`);
  }
  const failed = Object.values(projects).some((project) => project.failed > 0);
  if (!ok && !failed && problems.length === 0) problems.push("vitest failed outside the tests");
  const sum = Object.values(left).reduce((total, count) => total + count, 0);
  return { projects, skips, left: sum, problems };
}
