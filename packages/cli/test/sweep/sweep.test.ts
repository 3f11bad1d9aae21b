import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { exhaustive } from "../../../../scripts/testing/parts.mjs";
import { noRedis, startRedis } from "../../../../scripts/testing/redis-server.mjs";
import { startWorker } from "../batch/batches.ts";
import { folderWithText, jsonLines, qkv, temporaryFolder } from "../run-qkv.ts";

const tiny = {
  ...{ data: "text.txt", preset: "tiny", layers: 1, dModel: 16, context: 8, batch: 4 },
  ...{ evalEvery: 5, evalBatches: 1, sampleEvery: 0 },
};

function folderWithSpace(space: object): string {
  const folder = folderWithText(temporaryFolder());
  writeFileSync(join(folder, "space.json"), JSON.stringify({ ...tiny, ...space }));
  return folder;
}

async function sweep(cwd: string, ...args: readonly string[]) {
  const { code, stdout, stderr } = await qkv(["sweep", "--space", "space.json", ...args], { cwd });
  expect(code, stderr).toBe(0);
  return { stdout, stderr };
}

const resultsIn = (folder: string, output = "sweeps/space") =>
  readdirSync(join(folder, output, "results")).sort();

test("trials are trained once, more of them are added, and the best is named", async () => {
  const folder = folderWithSpace({ steps: 5, lr: { log: [1e-4, 1e-2] } });
  const first = await sweep(folder, "--trials", "2");
  expect(first.stdout).toMatch(/trial +lr +steps +valLoss +time\n/);
  expect(resultsIn(folder)).toEqual(["0000-5.json", "0001-5.json"]);
  const times = () =>
    [0, 1].map((i) => statSync(join(folder, `sweeps/space/runs/000${i}/history.jsonl`)).mtimeMs);
  const before = times();
  const more = await sweep(folder, "--trials", "3", "--json");
  expect(times()).toEqual(before);
  expect(resultsIn(folder)).toHaveLength(3);
  const [{ best, trials }] = jsonLines(more.stdout) as never as readonly [
    { best: { value: number }; trials: readonly { value: number; step: number }[] },
  ];
  expect(trials.map(({ step }) => step)).toEqual([5, 5, 5]);
  expect(best.value).toBe(Math.min(...trials.map(({ value }) => value)));
  expect(more.stderr).toMatch(/The best goes on by: .* train --resume sweeps\/space\/runs\/000\d /);
  expect(readFileSync(join(folder, "sweeps/space/sweep.html"), "utf8")).toContain(
    "qkv: sweep space",
  );
});

const long = { ...exhaustive, timeout: 120_000 };

describe("of many trainings", () => {
  test("halving gives the better ones more steps", long, async () => {
    const folder = folderWithSpace({ steps: 9, lr: { log: [1e-4, 1e-2] } });
    await sweep(folder, "--trials", "4", "--method", "halving", "--factor", "2");
    const counts = [0, 2, 4, 9].map(
      (steps) => resultsIn(folder).filter((name) => name.endsWith(`-${steps}.json`)).length,
    );
    expect(counts).toEqual([0, 4, 0, 1]);
    expect(resultsIn(folder)).toHaveLength(4 + 2 + 1);
  });

  test(
    "jobs of an array train one each, and the command without one shows them",
    exhaustive,
    async () => {
      const folder = folderWithSpace({ steps: 5, lr: { choice: [1e-3, 1e-2] } });
      const grid = ["--method", "grid"];
      await Promise.all([0, 1].map((i) => sweep(folder, ...grid, "--trial", String(i))));
      expect(resultsIn(folder)).toEqual(["0000-5.json", "0001-5.json"]);
      rmSync(join(folder, "sweeps/space/logs"), { recursive: true });
      const { stdout } = await sweep(folder, ...grid);
      expect(stdout).toMatch(/\n +\d +0\.0\d+ +5 +\d\.\d+/);
      expect(readdirSync(join(folder, "sweeps/space"))).not.toContain("logs"); // nothing was trained
    },
  );

  test.skipIf(noRedis)("workers train what a queue hands out", long, async () => {
    const redis = await startRedis();
    try {
      const folder = folderWithSpace({ steps: 5, lr: { choice: [1e-3, 1e-2] } });
      const worker = startWorker(redis.url);
      await sweep(folder, "--method", "grid", "--queue", redis.url);
      expect(resultsIn(folder)).toEqual(["0000-5.json", "0001-5.json"]);
      expect((await worker.stop()).stdout.match(/trial.* done/g)).toHaveLength(2);
    } finally {
      await redis.close();
    }
  });

  test("one that fails is named, and the others count", long, async () => {
    const folder = folderWithSpace({ steps: 5, heads: { choice: [3, 4] } });
    const { stdout, stderr } = await sweep(folder, "--method", "grid");
    expect(stdout + stderr).toMatch(/note: trial 0 failed: .*--heads is 3/);
    expect(stdout).toMatch(/The best goes on by: .*runs\/0001/);
  });
});
