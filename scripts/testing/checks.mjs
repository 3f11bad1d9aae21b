import { runSideBySide } from "./run-side-by-side.mjs";
import { stages } from "./stages.mjs";
import { StatusLine } from "./status-line.mjs";
import { runSuites } from "./suites.mjs";
import { exhaustiveAmong, testFiles } from "./test-files.mjs";
import { touchedBy } from "./touched.mjs";

/**
 * Runs one part of the suites, with the quick part all other checks too; or what a change touches of that. Tells of it on
 * stdout, and returns the exit code.
 */
export async function runChecks({ change, built, part }) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  const status = new StatusLine();
  reportStage({ name: "build" }, built);
  const touched = change ? await touchedBy(change) : { everything: true };
  if (touched.notice) status.print(`      ${touched.notice}`);
  const { everything, tests } = touched;
  if (part === "quick") {
    const chosen = stages.filter(({ name }) => everything || touched.stages.includes(name));
    await runSideBySide(chosen, reportStage);
  }
  const files = await filesOf(part, everything ? undefined : tests);
  if (files?.length !== 0)
    reportSuites(await runSuites({ files, part, whole: everything }, status));
  status.print(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  return total.failed === 0 && total.passed > 0 ? 0 : 1;

  function reportStage({ name }, { ok, output, seconds }) {
    total[ok ? "passed" : "failed"]++;
    status.print(headline(ok, name, seconds));
    if (!ok) status.print(output.trimEnd());
  }

  function reportSuites({ ok, output, seconds, projects, skips, left, problems }) {
    for (const [name, { passed, failed, skipped }] of Object.entries(projects)) {
      if (passed + failed + skipped === 0) continue; // nothing of this part
      total.passed += passed;
      total.failed += failed;
      total.skipped += skipped;
      status.print(`      ${name}: ${passed} passed, ${failed} failed, ${skipped} skipped`);
    }
    total.failed += problems.length;
    status.print(headline(ok && problems.length === 0, "suites", seconds));
    if (!ok) status.print(output.trimEnd());
    for (const problem of problems) status.print(`      ${problem}`);
    for (const { name, reason } of skips) status.print(`skip  ${name} (${reason})`);
    if (part === "quick" && left > 0)
      status.print(`      ${left} further cases on devices run with npm run -s test:exhaustive`);
  }
}

/** The test files that a part is found in, among those that are named, or among all; undefined for all. */
async function filesOf(part, named) {
  if (part === "quick") return named;
  return exhaustiveAmong(named ?? (await testFiles()).map(({ file }) => file));
}

function headline(ok, name, seconds) {
  return `${ok ? "ok  " : "FAIL"}  ${name} (${seconds.toFixed(1)} s)`;
}
