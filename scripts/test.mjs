import { build, install } from "./prepare.mjs";
import { stopWithChildren } from "./stop-with-children.mjs";
import { installSystemPackages } from "./system-packages.mjs";
import { changedFiles } from "./testing/changed-files.mjs";
import { testOptions, usage } from "./testing/options.mjs";

process.exitCode = await command(process.argv.slice(2));

async function command(args) {
  let options;
  let change;
  try {
    options = testOptions(args);
    change = options.changed ? changedFiles(options.changed) : undefined;
  } catch (error) {
    console.error(`${error.message}\n\n${usage}`);
    return 1;
  }
  if (options.help) {
    console.log(usage);
    return 0;
  }
  if (change?.files.length === 0) {
    console.log(`nothing differs from ${change.since}\n0 passed, 0 failed, 0 skipped`);
    return 0;
  }
  stopWithChildren();
  if (!(await install())) {
    console.log("0 passed, 1 failed, 0 skipped");
    return 1;
  }
  const system = installSystemPackages({ exhaustive: options.exhaustive });
  const built = await build();
  await system;
  // It imports installed packages, which were not there before.
  const { runChecks } = await import("./testing/checks.mjs");
  return runChecks({ change, built, part: options.exhaustive ? "exhaustive" : "quick" });
}
