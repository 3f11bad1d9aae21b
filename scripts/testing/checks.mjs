import { runSideBySide } from "./run-side-by-side.mjs";
import { stages } from "./stages.mjs";
import { StatusLine } from "./status-line.mjs";
import { runSuites } from "./suites.mjs";
import { touchedBy } from "./touched.mjs";

/** Runs all, or what a change touches, tells of it on stdout, and returns the exit code. */
export async function runChecks(change, built) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  const status = new StatusLine();
  reportStage({ name: "build" }, built);
  const touched = change ? await touchedBy(change) : { everything: true };
  if (touched.notice) status.print(`      ${touched.notice}`);
  const { everything, tests } = touched;
  const chosen = stages.filter(({ name }) => everything || touched.stages.includes(name));
  await runSideBySide(chosen, reportStage);
  if (everything || tests.length > 0)
    reportSuites(await runSuites(everything ? undefined : tests, status));
  status.print(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  return total.failed === 0 && total.passed > 0 ? 0 : 1;

  function reportStage({ name }, { ok, output, seconds }) {
    total[ok ? "passed" : "failed"]++;
    status.print(headline(ok, name, seconds));
    if (!ok) status.print(output.trimEnd());
  }

  function reportSuites({ ok, output, seconds, projects, skips, problems }) {
    for (const [name, { passed, failed, skipped }] of Object.entries(projects)) {
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
  }
}

function headline(ok, name, seconds) {
  return `${ok ? "ok  " : "FAIL"}  ${name} (${seconds.toFixed(1)} s)`;
}
