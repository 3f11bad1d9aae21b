import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { exhaustive } from "../../../scripts/testing/parts.mjs";
import { withEnvironment } from "../src/command-line/environment-options.ts";
import { train, trainingOptionsFor } from "../src/commands/train.ts";
import { golden } from "./batch/batches.ts";
import { folderWithText, jsonLines, small, temporaryFolder } from "./run-qkv.ts";

/** Run `qkv train` in this process; resolves with what it said. */
async function trained(...args: readonly string[]): Promise<string> {
  let stdout = "";
  const written = vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    stdout += text;
    return true;
  });
  try {
    expect(await train.run([...args, "--resume-or-start"])).toBe(0);
  } finally {
    written.mockRestore();
  }
  return stdout;
}

const stepsIn = (out: string) =>
  jsonLines(readFileSync(join(out, "history.jsonl"), "utf8")).map(({ step }) => step);
const upTo = (steps: number) => Array.from({ length: steps }, (_, i) => i + 1);

/** The same command three times, with more steps the second time. */
async function expectIdempotent(out: string, ...args: readonly string[]): Promise<void> {
  const run = (steps: string) => trained(...args, "--out", out, "--steps", steps);
  expect(await run("4")).not.toContain("is finished");
  expect(stepsIn(out)).toEqual(upTo(4));
  await run("6");
  expect(stepsIn(out)).toEqual(upTo(6));
  const before = readFileSync(join(out, "training.safetensors"));
  expect(await run("6")).toMatch(/The run in .* is finished, after step 6; there is nothing to do/);
  expect(readFileSync(join(out, "training.safetensors")).equals(before)).toBe(true);
}

describe("--resume-or-start starts, goes on, and knows when it is done", () => {
  test("a GPT", async () => {
    const folder = folderWithText();
    const data = ["--data", join(folder, "text.txt")];
    await expectIdempotent(join(folder, "out"), ...data, ...small, "--lr", "1e-3");
    await expect(
      trained(...data, ...small, "--lr", "2e-3", "--steps", "9", "--out", join(folder, "out")),
    ).rejects.toThrow(/--lr/);
  });

  test("an encoder-decoder, a published model, an application", exhaustive, async () => {
    const folder = folderWithText();
    const pairs = join(folder, "pairs.tsv");
    writeFileSync(pairs, "a b c\tc b a\nb c\tc b\na c\tc a\n".repeat(20));
    const sizes = ["--layers", "1", "--d-model", "16", "--heads", "2", "--batch", "4"];
    const out = (name: string) => join(folder, name);
    await expectIdempotent(out("pairs"), "--task", "seq2seq", "--data", pairs, ...sizes);
    const text = ["--data", join(folder, "text.txt"), "--context", "16", "--batch", "2"];
    const model = join(folder, "gpt2");
    cpSync(golden("gpt2-words"), model, { recursive: true });
    await expectIdempotent(out("lora"), "--model", model, ...text, "--lora", "2");
    await expectIdempotent(out("arithmetic"), "--task", "arithmetic", "--eval-every", "2");
  });

  test("one that ended by itself before its last step", exhaustive, async () => {
    const out = join(temporaryFolder(), "out");
    const args = ["--task", "classification", "--out", out, "--steps", "40", "--lr", "1e-9"];
    const early = [...args, "--eval-every", "2", "--patience", "1"];
    await trained(...early);
    const ended = stepsIn(out).length;
    expect(ended).toBeLessThan(40);
    expect(existsSync(join(out, "ended.json"))).toBe(true);
    expect(await trained(...early)).toContain(`is finished, after step ${ended}`);
    expect(stepsIn(out)).toHaveLength(ended);
  });

  test.each<[readonly string[], RegExp]>([
    [[], /--resume-or-start needs --out/],
    [["--resume", "x"], /--resume and --resume-or-start are given, expected one/],
  ])("with %j it is refused", async (args, message) => {
    await expect(trained(...args)).rejects.toThrow(message);
  });
});

describe("options out of the environment", () => {
  const read = (args: readonly string[], environment: Readonly<Record<string, string>>) =>
    withEnvironment("train", args, trainingOptionsFor, environment);

  test("stand before the arguments, which count more", () => {
    const environment = { QKV_TRAIN_LR: "1e-3", QKV_TRAIN_D_MODEL: "64", QKV_DEBUG: "1" };
    expect(read(["--data", "x"], environment)).toEqual([
      ...["--lr=1e-3", "--d-model=64", "--data", "x"],
    ]);
    expect(read(["--lr", "2"], environment)).toEqual(["--d-model=64", "--lr", "2"]);
    expect(read(["--learning-rate=2"], environment)).toEqual(["--d-model=64", "--learning-rate=2"]);
    expect(read([], { QKV_TRAIN_JSON: "1", QKV_TRAIN_RESUME_OR_START: "false" })).toEqual([
      "--json",
    ]);
    expect(read(["--x"], {})).toEqual(["--x"]);
  });

  test("follow from the task, which may stand there too", () => {
    const environment = { QKV_TRAIN_TASK: "classification", QKV_TRAIN_PATIENCE: "3" };
    expect(read([], environment)).toEqual(["--task=classification", "--patience=3"]);
    expect(() => read([], { QKV_TRAIN_PATIENCE: "3" })).toThrow(
      /QKV_TRAIN_PATIENCE names no option/,
    );
  });

  test.each<[Readonly<Record<string, string>>, RegExp]>([
    [{ QKV_TRAIN_LRR: "1" }, /QKV_TRAIN_LRR names no option of qkv train.*QKV_TRAIN_LR\b/],
    [{ QKV_TRAIN_LR: "x" }, /QKV_TRAIN_LR is "x", expected/],
    [{ QKV_TRAIN_LR: "" }, /QKV_TRAIN_LR is "", expected/],
    [{ QKV_TRAIN_JSON: "yes" }, /QKV_TRAIN_JSON is "yes", expected 1 or 0/],
  ])("%j is refused", (environment, message) => {
    expect(() => read([], environment)).toThrow(message);
  });
});
