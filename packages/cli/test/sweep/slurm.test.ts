import { execFile } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { exhaustive } from "../../../../scripts/testing/parts.mjs";
import { noSlurm, startSlurm } from "../../../../scripts/testing/slurm.mjs";
import { folderWithText, qkv, temporaryFolder } from "../run-qkv.ts";

const pathOf = (path: string): string =>
  fileURLToPath(new URL(`../../../../${path}`, import.meta.url));
const guide = readFileSync(pathOf("docs/guides/sweeps.md"), "utf8");
const [, script = ""] = /^```bash\n(#!\/bin\/bash\n[\s\S]*?)^```$/m.exec(guide) ?? [];

test.skipIf(noSlurm)(
  `the guide's array of jobs trains a trial each${noSlurm ? `: ${noSlurm}` : ""}`,
  { ...exhaustive, timeout: 120_000 },
  async () => {
    const folder = folderWithText(temporaryFolder());
    const space = {
      ...{ data: "text.txt", preset: "tiny", layers: 1, dModel: 16, context: 8, batch: 4 },
      ...{ steps: 5, evalBatches: 1, lr: { log: [1e-4, 1e-2] } },
    };
    writeFileSync(join(folder, "space.json"), JSON.stringify(space));
    const here = script
      .replace("--array=0-19", "--array=0-2")
      .replace("--trials 20", "--trials 3")
      .replace("npx qkv", `"${process.execPath}" "${pathOf("packages/cli/bin/qkv.js")}"`);
    expect(here).toMatch(/--array=0-2\n[\s\S]*bin\/qkv.js" sweep .*--trials 3 /);
    writeFileSync(join(folder, "job.sh"), here);
    const slurm = await startSlurm();
    try {
      await promisify(execFile)("sbatch", ["--wait", "job.sh"], { cwd: folder, env: slurm.env });
    } finally {
      await slurm.close();
    }
    const results = () => readdirSync(join(folder, "sweeps/mine/results")).sort();
    expect(results()).toEqual(["0000-5.json", "0001-5.json", "0002-5.json"]);
    const log = readFileSync(join(folder, "sweeps/mine/logs/0001.log"), "utf8");
    expect(log).toContain("1 thread");
    const args = ["sweep", "--space", "space.json", "--trials", "3", "--output", "sweeps/mine"];
    const shown = await qkv(args, { cwd: folder });
    expect(shown.code, shown.stderr).toBe(0);
    expect(shown.stdout.match(/^ +\d +0\.\d+ +5 /gm)).toHaveLength(3);
  },
);
