import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { jsonLines, qkv, temporaryFolder } from "../run-qkv.ts";
import { answersIn, batchHere, fileOfTexts, golden, resultsIn, texts } from "./batches.ts";

const classify = (output: string, input: string, ...more: string[]): readonly string[] => [
  ...["--task", "classify", "--model", golden("bert-labels")],
  ...["--input", input, "--output", output, ...more],
];

test("a batch that is killed goes on, and gives what shards of another size give", async () => {
  const folder = temporaryFolder();
  const input = fileOfTexts(folder, 200);
  const [whole, killed] = [join(folder, "whole"), join(folder, "killed")];
  const first = await batchHere(classify(whole, input, "--shard-size", "100", "--json"));
  expect(first.code, first.stdout).toBe(0);
  expect(jsonLines(first.stdout)).toEqual([
    expect.objectContaining({ inputs: 200, answered: 200, failed: 0 }),
  ]);

  const answered = await killedWithAnswers(classify(killed, input, "--shard-size", "8"), killed);
  expect(answered).toBeGreaterThan(0);
  expect(answered).toBeLessThan(25);
  expect(existsSync(join(killed, "results.jsonl"))).toBe(false);
  const status = await batchHere(["status", killed, "--json"]);
  expect(jsonLines(status.stdout)).toEqual([
    expect.objectContaining({ state: "stopped", inputs: 200, shards: { done: answered, of: 25 } }),
  ]);
  const rest = await batchHere(["--output", killed]);
  expect(rest.code, rest.stdout).toBe(0);
  expect(rest.stdout).toContain("200 of 200 inputs answered");
  const resultsOf = (output: string) => readFileSync(join(output, "results.jsonl"), "utf8");
  expect(resultsOf(killed)).toBe(resultsOf(whole));

  const lines = resultsIn(killed);
  expect(lines.map(({ index }) => index)).toEqual([...Array(200).keys()]);
  expect(lines[7]).toMatchObject({ id: "t7", input: texts(8)[7] });
  expect(lines[7]!.result).toEqual([{ label: expect.any(String), score: expect.any(Number) }]);
  const left = readdirSync(join(killed, "answers")).filter((name) => !name.endsWith(".jsonl"));
  expect(left).toEqual([]);
});

/** Kill a batch with SIGKILL when some of its shards are answered; resolves with how many were. */
async function killedWithAnswers(args: readonly string[], output: string): Promise<number> {
  let timer: NodeJS.Timeout | undefined;
  await qkv(["batch", ...args], {
    watch: (_, child) => {
      timer ??= setInterval(() => answersIn(output) >= 3 && child.kill("SIGKILL"), 1);
    },
  });
  clearInterval(timer);
  return answersIn(output);
}

test("an input that cannot be answered costs no other its answer, and is tried again", async () => {
  const folder = temporaryFolder();
  const input = join(folder, "texts.txt");
  // Longer than the model takes.
  writeFileSync(input, ["A day.", "rope ".repeat(300), "The boat.", ""].join("\n"));
  const output = join(folder, "out");
  const first = await batchHere(classify(output, input));
  expect(first.code).toBe(1);
  expect(first.stdout).toMatch(/note: input 1 failed: .*tokens/);
  expect(first.stdout).toContain("2 of 3 inputs answered");
  expect(resultsIn(output).map(({ index }) => index)).toEqual([0, 2]);
  const [letter] = jsonLines(readFileSync(join(output, "failed.jsonl"), "utf8"));
  expect(letter).toMatchObject({ index: 1, attempts: 1, reasons: [expect.any(String)] });

  const status = await batchHere(["status", output]);
  expect(status.stdout).toMatch(/state +done\n.*\nanswered +2\nfailed +1\n/);
  expect(status.stdout).toContain("input 1, 1 attempt: ");
  const again = await batchHere(["retry", output]);
  expect(again.code).toBe(1);
  expect(resultsIn(output)).toHaveLength(2);
});

test("a folder with a batch takes no other, by name of what differs, and may be paused", async () => {
  const folder = temporaryFolder();
  const input = fileOfTexts(folder, 3);
  const output = join(folder, "out");
  await expect(batchHere(["pause", output])).rejects.toThrow("no batch was begun there");
  expect((await batchHere(classify(output, input))).code).toBe(0);
  await expect(batchHere(classify(output, input, "--top-k", "2"))).rejects.toThrow(
    /topK is 2, but the batch in .* leave it out/,
  );
  fileOfTexts(folder, 4);
  await expect(batchHere(classify(output, input))).rejects.toThrow(
    /inputs is 4, but the batch in .* has 3/,
  );
  expect((await batchHere(["pause", output])).stdout).toContain("nobody computes it");
  expect(existsSync(join(output, "paused"))).toBe(true);
  expect((await batchHere(["resume", output])).stdout).toContain("no longer paused");
  expect(existsSync(join(output, "paused"))).toBe(false);
});

describe("tasks", () => {
  const results = async (...args: readonly string[]) => {
    const output = join(temporaryFolder(), "out");
    const { code, stdout } = await batchHere(["--output", output, ...args]);
    expect(code, stdout).toBe(0);
    return resultsIn(output).map(({ result }) => result);
  };

  test("generate draws the same whatever is beside an input", async () => {
    const input = fileOfTexts(temporaryFolder(), 6);
    const args = ["--task", "generate", "--model", golden("gpt2-words"), "--input", input];
    const options = ["--max-new-tokens", "4", "--seed", "3"];
    const four = await results(...args, ...options, "--batch-size", "4");
    const one = await results(...args, ...options, "--batch-size", "1");
    expect(four).toEqual(one);
    expect(new Set(four.map((texts) => JSON.stringify(texts))).size).toBe(6);
    const other = await results(...args, "--max-new-tokens", "4", "--seed", "4");
    expect(other).not.toEqual(one);
  });

  test("embed gives a vector, score how likely a text is", async () => {
    const input = join(temporaryFolder(), "texts.csv");
    writeFileSync(input, 'text,label\n"The whale, he saw",1\nA day,0\n');
    const bert = ["--model", golden("bert-states"), "--input", input];
    const vectors = (await results("--task", "embed", ...bert)) as readonly number[][];
    expect(vectors).toHaveLength(2);
    expect(vectors.flat().every((one) => Number.isFinite(one))).toBe(true);
    const gpt = ["--model", golden("gpt2-words"), "--input", input, "--per-token"];
    const scores = (await results("--task", "score", ...gpt)) as readonly TextScore[];
    for (const { logLikelihood, perplexity, tokens, logLikelihoods } of scores) {
      expect(perplexity).toBeCloseTo(Math.exp(-logLikelihood / tokens), 6);
      expect(logLikelihoods.reduce((sum, one) => sum + one, 0)).toBeCloseTo(logLikelihood, 6);
    }
  });
});

interface TextScore {
  readonly logLikelihood: number;
  readonly perplexity: number;
  readonly tokens: number;
  readonly logLikelihoods: readonly number[];
}
