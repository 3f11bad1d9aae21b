import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  noRedis,
  type RedisServer,
  startRedis,
} from "../../../../scripts/testing/redis-server.mjs";
import { temporaryFolder } from "../run-qkv.ts";
import { batchHere, fileOfTexts, golden, resultsIn, startWorker } from "./batches.ts";

describe.skipIf(noRedis)(`by workers of a Redis server${noRedis ? `: ${noRedis}` : ""}`, () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis?.close());

  test("a batch gives what this process alone gives, also when the server forgets", async () => {
    const folder = temporaryFolder();
    const input = fileOfTexts(folder, 60);
    const batch = (output: string, ...more: string[]) =>
      batchHere([
        ...["--task", "classify", "--model", golden("bert-labels"), "--input", input],
        ...["--output", join(folder, output), ...more],
      ]);
    expect((await batch("local")).code).toBe(0);
    const shared = batch("shared", "--queue", redis.url, "--shard-size", "16");
    while ((await redis.ask("EXISTS bull:qkv:wait")).startsWith(":0")) await sleep(10);
    // What waits is taken back while it is paused.
    writeFileSync(join(folder, "shared", "paused"), "");
    while ((await redis.ask("EXISTS bull:qkv:wait")).startsWith(":1")) await sleep(10);
    rmSync(join(folder, "shared", "paused"));
    while ((await redis.ask("EXISTS bull:qkv:wait")).startsWith(":0")) await sleep(10);
    await redis.ask("FLUSHALL");
    const worker = startWorker(redis.url);
    const { code, stdout } = await shared;
    expect(code, stdout).toBe(0);
    expect(stdout).toContain("No worker is there yet");
    const results = (output: string) => readFileSync(join(folder, output, "results.jsonl"), "utf8");
    expect(results("shared")).toBe(results("local"));
    expect(resultsIn(join(folder, "shared"))).toHaveLength(60);
    const ended = await worker.stop();
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.stdout.match(/shard-.* 16 inputs .* done/g)).toHaveLength(3);
    expect(await redis.ask("KEYS bull:qkv:shard-*")).toMatch(/^\*0/); // nothing is left there
  });

  test("another server, and one with a password, are told apart", async () => {
    const web = createServer((socket) => socket.on("data", () => socket.end("HTTP/1.1 400\r\n")));
    await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
    const { port } = web.address() as AddressInfo;
    const worker = (url: string) => batchHere(["worker", "--queue", url, "--idle", "0"]);
    await expect(worker(`redis://127.0.0.1:${port}`)).rejects.toThrow(/what answers is none/);
    web.close();
    await redis.ask("CONFIG SET requirepass secret");
    await expect(worker(redis.url)).rejects.toThrow(/does not let us in: NOAUTH/);
    const folder = temporaryFolder();
    const batch = ["--task", "score", "--model", golden("gpt2-words"), "--queue", redis.url];
    const files = ["--input", fileOfTexts(folder, 1), "--output", join(folder, "out")];
    await expect(batchHere([...batch, ...files])).rejects.toThrow(/does not let us in: NOAUTH/);
    const { code } = await worker(redis.url.replace("//", "//:secret@"));
    expect(code).toBe(0);
  });
});
