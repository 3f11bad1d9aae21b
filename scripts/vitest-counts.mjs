import { writeFileSync } from "node:fs";

/** Vitest reporter: writes { projects: { name: counts }, skips, outside } to QKV_COUNTS_FILE. */
export default class VitestCounts {
  onTestRunEnd(modules, unhandledErrors) {
    const counts = { projects: {}, skips: [], outside: unhandledErrors.length };
    for (const module of modules) countModule(module, counts);
    writeFileSync(process.env.QKV_COUNTS_FILE, JSON.stringify(counts));
  }
}

function countModule(module, { projects, skips }) {
  projects[module.project.name] ??= { passed: 0, failed: 0, skipped: 0 };
  const project = projects[module.project.name];
  const failedBefore = project.failed;
  for (const test of module.children.allTests()) {
    const outcome = outcomeOf(test, module);
    project[outcome]++;
    if (outcome === "skipped") {
      const reason = test.result().note ?? "no reason given";
      skips.push({ name: `${module.project.name}: ${test.fullName}`, reason });
    }
  }
  // A file that does not load, or a hook that throws, fails without a failed test to show for it.
  if (!module.ok() && project.failed === failedBefore) project.failed++;
}

function outcomeOf(test, module) {
  const { state, note } = test.result();
  if (state === "passed") return "passed";
  // Vitest also calls a test skipped that could not run because a hook before it failed.
  const unasked = test.options.mode === "run" && note === undefined && !module.ok();
  return state === "skipped" && !unasked ? "skipped" : "failed";
}
