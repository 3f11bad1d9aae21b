import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  noRedis,
  type RedisServer,
  startRedis,
} from "../../../../scripts/testing/redis-server.mjs";
import { qkv, temporaryFolder } from "../run-qkv.ts";
import { batchHere, fileOfTexts, golden, resultsIn } from "./batches.ts";

describe.skipIf(noRedis)(`by workers of a Redis server${noRedis ? `: ${noRedis}` : ""}`, () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis?.close());

  test("a batch gives what this process alone gives", async () => {
    const folder = temporaryFolder();
    const input = fileOfTexts(folder, 60);
    const batch = (output: string, ...more: string[]) =>
      batchHere([
        ...["--task", "classify", "--model", golden("bert-labels"), "--input", input],
        ...["--output", join(folder, output), ...more],
      ]);
    const worker = qkv(["batch", "worker", "--queue", redis.url, "--idle", "1"]);
    expect((await batch("local")).code).toBe(0);
    const { code: shared, stdout } = await batch(
      "shared",
      "--queue",
      redis.url,
      "--shard-size",
      "16",
    );
    expect(shared, stdout).toBe(0);
    const results = (output: string) => readFileSync(join(folder, output, "results.jsonl"), "utf8");
    expect(results("shared")).toBe(results("local"));
    expect(resultsIn(join(folder, "shared"))).toHaveLength(60);
    const ended = await worker;
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.stdout.match(/shard-.* 16 inputs .* done/g)).toHaveLength(3);
  });
});
