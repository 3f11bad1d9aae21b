import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { plainEnvironment } from "./plain-environment.mjs";
import { root } from "./repository.mjs";
import { runCaptured } from "./run-captured.mjs";
import { packages } from "./stages.mjs";

const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
const reporters = ["--reporter=default", "--reporter=./scripts/vitest-counts.mjs"];

/** Runs every test suite: { ok, output, seconds, projects, skips, problems }. */
export async function runSuites() {
  const folder = mkdtempSync(join(tmpdir(), "qkv-counts-"));
  const file = join(folder, "counts.json");
  try {
    const env = { ...plainEnvironment(), QKV_COUNTS_FILE: file };
    const result = await runCaptured(process.execPath, [vitest, "run", ...reporters], { env });
    return { ...result, ...judge(result.ok, readCounts(file)) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function readCounts(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

function judge(ok, counts) {
  if (!counts) return { projects: {}, skips: [], problems: ["vitest ended without a result"] };
  const { projects, skips, outside } = counts;
  const problems = [];
  if (outside > 0) problems.push(`${outside} errors outside any test`);
  for (const { name } of packages) {
    const project = projects[name];
    if (!project || project.passed + project.failed === 0) problems.push(`${name}: no test ran`);
  }
  const failed = Object.values(projects).some((project) => project.failed > 0);
  if (!ok && !failed && problems.length === 0) problems.push("vitest failed outside the tests");
  return { projects, skips, problems };
}
