import { build, install } from "./prepare.mjs";
import { stages } from "./stages.mjs";
import { runSuites } from "./suites.mjs";
import { installSystemPackages } from "./system-packages.mjs";

const total = { passed: 0, failed: 0, skipped: 0 };

if (await install()) {
  for (const { name, run } of [{ name: "build", run: build }, ...stages]) {
    report(name, await run());
  }
  await installSystemPackages();
  reportSuites(await runSuites());
} else {
  total.failed++;
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;

function report(name, { ok, output, seconds }) {
  total[ok ? "passed" : "failed"]++;
  print(ok, name, seconds);
  if (!ok) console.log(output.trimEnd());
}

function reportSuites({ ok, output, seconds, projects, skips, problems }) {
  for (const [name, { passed, failed, skipped }] of Object.entries(projects)) {
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
    console.log(`      ${name}: ${passed} passed, ${failed} failed, ${skipped} skipped`);
  }
  total.failed += problems.length;
  print(ok && problems.length === 0, "suites", seconds);
  if (!ok) console.log(output.trimEnd());
  for (const problem of problems) console.log(`      ${problem}`);
  for (const { name, reason } of skips) console.log(`skip  ${name} (${reason})`);
}

function print(ok, name, seconds) {
  console.log(`${ok ? "ok  " : "FAIL"}  ${name} (${seconds.toFixed(1)} s)`);
}
