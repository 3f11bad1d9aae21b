import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { scriptCommand } from "./script-command.mjs";

// Everything that must be right before the packages are published: npm run -s release:check

const usage = `usage: npm run -s release:check [-- --no-build]

  --no-build   the packages are built already

Prints a table; the exit code is 1 where something is wrong. Nothing is published, and no network is needed.`;

process.exitCode = await scriptCommand({ name: "release:check", usage, run: checkAll });

async function checkAll() {
  // They read what is installed and built.
  const [{ pack }, { tableOf }, repository, packages] = await Promise.all([
    import("../integrations/packed.mjs"),
    import("./release/check-row.mjs"),
    import("./release/repository-checks.mjs"),
    import("./release/package-checks.mjs"),
  ]);
  if (!packages.isBuilt()) {
    console.error("release:check: the packages are not built: leave --no-build out");
    return 1;
  }
  const folder = mkdtempSync(join(tmpdir(), "qkv-release-"));
  try {
    const packed = await pack(folder);
    const rows = [
      ...repository.version(),
      ...repository.licences(),
      ...repository.installScripts(),
      ...repository.provenance(),
      ...(await packages.publint()),
      ...(await packages.types(packed)),
      ...(await packages.sizes(packed)),
      ...(await packages.dryRun(packed)),
    ];
    const wrong = rows.filter(({ faults }) => faults.length > 0).length;
    console.log(`${tableOf(rows)}\n\n${rows.length - wrong} right, ${wrong} wrong`);
    return wrong === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
