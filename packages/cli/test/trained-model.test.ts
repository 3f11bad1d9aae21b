import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { folderWithText, newFolder, type Outcome, qkv, sampleText, small } from "./run-qkv.ts";

const folder = newFolder();
const run = (...args: string[]): Promise<Outcome> => qkv(args, { cwd: folder });
const model = ["--model", "run"];

beforeAll(async () => {
  folderWithText(folder);
  const options = ["--steps", "60", "--lr", "1e-2", "--out", "run"];
  const { code, stderr } = await run("train", "--data", "text.txt", ...small, ...options);
  expect(code, stderr).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a text with characters that the model does not know", () => {
  const text = "The “whale” swam on, and the ship went after it.";
  const known = text.replace(/[“”]/g, "");
  const rest = ["--model", "run", "--json"];
  const json = ({ stdout }: Outcome) => JSON.parse(stdout);
  beforeAll(() => {
    writeFileSync(join(folder, "quoted.txt"), text);
    writeFileSync(join(folder, "plain.txt"), known);
    writeFileSync(join(folder, "spaced.txt"), text.replace(/[“”]/g, " "));
  });

  test.each(["evaluate", "verify"])(
    "%s says how many, and offers what can be done",
    async (command) => {
      const devices = command === "verify" ? ["--devices", "wasm,reference"] : [];
      const { code, stdout, stderr } = await run(
        command,
        ...rest,
        ...devices,
        "--data",
        "quoted.txt",
      );
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
      expect(stderr).toMatch(
        /^error: quoted\.txt has "“" \(U\+201C\) at position 4, which is not among the model's \d+ characters; 2 of the 48 characters are unknown: --unknown skip leaves them out, --unknown replace puts " " for each\n$/,
      );
      for (const how of ["skip", "replace"]) {
        const treated = await run(
          command,
          ...rest,
          ...devices,
          "--data",
          "quoted.txt",
          "--unknown",
          how,
        );
        expect(treated.code, treated.stderr).toBe(0);
        expect(treated.stderr).toContain("note: 2 of the 48 characters are not among the model's");
      }
    },
  );

  test("evaluate measures the text without them, or with a sign for each", async () => {
    const score = async (...args: string[]) =>
      json(await run("evaluate", ...rest, "--data", ...args));
    const [skipped, plain] = [
      await score("quoted.txt", "--unknown", "skip"),
      await score("plain.txt"),
    ];
    expect(skipped).toMatchObject({
      loss: plain.loss,
      tokens: known.length - 1,
      bytes: known.length - 1,
    });
    const [replaced, spaced] = [
      await score("quoted.txt", "--unknown", "replace"),
      await score("spaced.txt"),
    ];
    expect(replaced).toMatchObject({ loss: spaced.loss, tokens: text.length - 1 });
  });

  test("generate and inspect take a prompt without them, and say so", async () => {
    const prompt = ["--prompt", "The “whale”", "--unknown", "skip"];
    const generated = await run("generate", ...rest, ...prompt, "--max-new-tokens", "3");
    expect(json(generated)).toMatchObject({ prompt: "The whale" });
    expect(generated.stderr).toMatch(/^note: 2 of its 11 characters .*; they are left out\n$/);
    const inspected = await run("inspect", ...rest, ...prompt);
    expect(json(inspected)).toMatchObject({ promptTokens: "The whale".length });
    const refused = await run("inspect", ...rest, ...prompt.slice(0, 2));
    expect(refused.stderr).toContain("--unknown skip leaves them out");
  });

  test("a prompt of which nothing is left is refused", async () => {
    const nothing = await run("generate", ...rest, "--prompt", "日本", "--unknown", "skip");
    expect(nothing).toMatchObject({ code: 1, stdout: "" });
    expect(nothing.stderr).toContain("the prompt has nothing that the model knows");
  });
});

describe("generate", () => {
  test("streams the prompt and as many characters as asked for", async () => {
    const { code, stdout, stderr } = await run(
      "generate",
      ...model,
      "--prompt",
      "The ",
      "--max-new-tokens",
      "50",
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toHaveLength("The ".length + 50 + 1);
    expect(stdout.startsWith("The ")).toBe(true);
  });

  test("refuses a prompt with a character that it does not know, before it shows any of it", async () => {
    const outcome = await run("generate", ...model, "--prompt", "The é");
    expect(outcome).toMatchObject({ code: 1, stdout: "" });
    expect(outcome.stderr).toContain('"é" (U+00E9) at position 4');
  });

  test("--json gives the whole result, and the same seed the same text", async () => {
    const args = [
      "generate",
      ...model,
      "--prompt",
      "The ",
      "--seed",
      "7",
      "--max-new-tokens=40",
      "--json",
    ];
    const [first, second, plain] = await Promise.all([
      run(...args),
      run(...args),
      run(...args.slice(0, -1)),
    ]);
    const result = JSON.parse(first.stdout);
    expect(Object.keys(result)).toEqual([
      ...["prompt", "text", "ids", "finishReason", "tokensPerSecond", "seed", "options"],
    ]);
    expect(result).toMatchObject({ prompt: "The ", finishReason: "length", seed: 7 });
    expect(result.ids).toHaveLength(40);
    expect(JSON.parse(second.stdout).text).toBe(result.text);
    expect(plain.stdout).toBe(`The ${result.text}\n`);
  });

  test("--quantize goes on with the text in fewer bits, the same each time", async () => {
    const args = ["generate", ...model, "--seed", "7", "--max-new-tokens=40", "--quantize"];
    const [first, second] = await Promise.all([run(...args, "int4"), run(...args, "int4")]);
    expect(first).toMatchObject({ code: 0, stderr: "" });
    expect(first.stdout.length).toBeGreaterThan(40);
    expect(second.stdout).toBe(first.stdout);
    const wrong = await run(...args, "int2");
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('--quantize is "int2", expected bf16, f16, int8, int4');
  });

  test("takes every sampling option, and stops at a stop string", async () => {
    const { code, stdout, stderr } = await run(
      ...[
        "generate",
        ...model,
        "--temperature",
        "0.5",
        "--top-k=5",
        "--top-p",
        "0.9",
        "--min-p",
        "0.01",
      ],
      ...["--repetition-penalty", "1.1", "--seed", "1", "--stop", "e", "--stop", "a", "--json"],
    );
    expect(code, stderr).toBe(0);
    const result = JSON.parse(stdout);
    expect(result.finishReason).toBe("stop");
    expect(result.text).not.toMatch(/[ea]/);
    expect(result.options).toMatchObject({ topK: 5, topP: 0.9, stop: ["e", "a"] });
  });

  test.each([
    ["a character the model does not know", ["--prompt", "x€"], 1, /"x".*position 0/],
    [
      "a temperature below 0",
      ["--temperature", "-1"],
      2,
      /--temperature is "-1", expected a number from 0/,
    ],
    ["a share above 1", ["--top-p", "1.5"], 2, /--top-p is "1\.5", expected a number from 0 to 1/],
    ["an empty prompt", ["--prompt", ""], 2, /--prompt is empty/],
  ])("refuses %s", async (_, args, code, message) => {
    const outcome = await run("generate", ...model, ...args);
    expect(outcome.code).toBe(code);
    expect(outcome.stderr).toMatch(message);
  });

  test("Ctrl-C ends it with 130 and what there is", async () => {
    const outcome = await qkv(["generate", ...model, "--max-new-tokens", "100000000"], {
      cwd: folder,
      watch: (stdout, child) => void (stdout.length > 20 && !child.killed && child.kill("SIGINT")),
    });
    expect(outcome.code).toBe(130);
    expect(outcome.stderr).toBe("");
  });
});

describe("evaluate", () => {
  test("gives loss, perplexity and bits per byte of the whole text", async () => {
    const { code, stdout, stderr } = await run(
      "evaluate",
      ...model,
      "--data",
      "text.txt",
      "--json",
    );
    expect(code).toBe(0);
    expect(stderr).toContain("trained on the first nine tenths");
    const score = JSON.parse(stdout);
    expect(Object.keys(score)).toEqual([
      "loss",
      "perplexity",
      "bitsPerByte",
      "wordPerplexity",
      "tokens",
      "words",
      "bytes",
      "seconds",
    ]);
    expect(score.tokens).toBe(sampleText.length - 1);
    expect(score.perplexity).toBeCloseTo(Math.exp(score.loss), 9);
    expect(score.bitsPerByte).toBeCloseTo(score.loss / Math.LN2, 9);
    expect(score.loss).toBeLessThan(3);
  });

  test("says the same in words", async () => {
    const { code, stdout } = await run("evaluate", ...model, "--data", "text.txt");
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /loss +\d\.\d{4} nats per token\nperplexity +[\d.]+\nper word +perplexity [\d.e+]+\nbits per byte +[\d.]+\n/,
    );
  });

  test.each([
    ["bf16", 0.01],
    ["f16", 0.001],
    ["int8", 0.02],
    ["int4", 0.2],
  ])("--quantize %s says how much the loss changes", async (format, most) => {
    const args = ["evaluate", ...model, "--data", "text.txt", "--quantize", format];
    const [plain, json, words] = await Promise.all([
      run("evaluate", ...model, "--data", "text.txt", "--json"),
      run(...args, "--json"),
      run(...args),
    ]);
    const score = JSON.parse(json.stdout);
    expect(score.quantize).toBe(format);
    expect(score.lossChange).toBeCloseTo(score.loss - JSON.parse(plain.stdout).loss, 9);
    expect(Math.abs(score.lossChange)).toBeLessThan(most);
    expect(score.lossChange).not.toBe(0);
    expect(words.stdout).toMatch(
      new RegExp(`\\n${format} +[+-]0\\.\\d{5} nats against float32\\n`),
    );
  });

  test("names a character that the model does not know", async () => {
    writeFileSync(join(folder, "greek.txt"), "The whale λ");
    const outcome = await run("evaluate", ...model, "--data", "greek.txt");
    expect(outcome).toMatchObject({ code: 1, stdout: "" });
    expect(outcome.stderr).toContain('"λ" (U+03BB) at position 10');
  });
});

describe("inspect", () => {
  test("lists every parameter with its part of the total", async () => {
    const { code, stdout } = await run("inspect", ...model, "--json");
    expect(code).toBe(0);
    const { config, parameters, total, memory, flopsPerToken } = JSON.parse(stdout);
    const counts: number[] = parameters.map(({ count }: { count: number }) => count);
    expect(counts.reduce((a, b) => a + b)).toBe(total);
    expect(memory).toEqual({
      weights: 4 * total,
      gradients: 4 * total,
      moments: 8 * total,
      keyValueCache: 2 * 4 * config.n_layer * config.n_positions * config.n_embd,
    });
    // Two FLOPs for each weight that a token is multiplied with: all but the positions.
    expect(flopsPerToken.forward).toBeGreaterThan(2 * (total - config.n_positions * config.n_embd));
    expect(flopsPerToken.training).toBe(3 * flopsPerToken.forward);
  });

  test("shows each tensor on the way of a prompt", async () => {
    const { code, stdout } = await run("inspect", ...model, "--prompt", "The ");
    expect(code).toBe(0);
    expect(stdout).toMatch(/transformer\.wte\.weight +token embedding +\[\d+, 16\] +\d+ +[\d.]+ %/);
    expect(stdout).toMatch(/transformer\.wte +ids +\[N, M\] +\[1, 4\]/);
    expect(stdout).toMatch(/transformer\.h\.0\.attn +scores +\[N, nhead, M, M\] +\[1, \d, 4, 4\]/);
    expect(stdout).toMatch(/transformer\.h\.0\.attn +concatenated +\[N, M, E\] +\[1, 4, 16\]/);
    expect(stdout).toMatch(/\(model\) +logits +\[N, M, vocab\] +\[1, 4, \d+\]/);
    expect(stdout).not.toContain("the context holds no more");
  });

  test("says what it leaves out of a prompt that is longer than the context", async () => {
    const args = ["inspect", ...model, "--prompt", "The whale swam"];
    const { stdout } = await run(...args);
    expect(stdout).toContain("of the last 8 of 14 tokens: the context holds no more");
    expect(stdout).toMatch(/transformer\.wte +ids +\[N, M\] +\[1, 8\]/);
    expect(JSON.parse((await run(...args, "--json")).stdout)).toMatchObject({ promptTokens: 14 });
  });
});

describe("what the text must be", () => {
  const generate = ["generate", ...model, "--prompt", "The ", "--json", "--max-new-tokens", "12"];
  beforeAll(() => {
    writeFileSync(join(folder, "grammar.gbnf"), 'root ::= ("he" | "at ") root | "."');
    writeFileSync(join(folder, "schema.json"), '{"type": "string"}');
    writeFileSync(join(folder, "broken.json"), '{"type": ');
  });

  test("a regular expression, a grammar", async () => {
    const [first, second] = await Promise.all([
      run(...generate, "--regex", "[a-e]{3,5}\\.", "--seed", "1"),
      run(...generate, "--grammar", "grammar.gbnf", "--seed", "1"),
    ]);
    expect(first.stderr + second.stderr).toBe("");
    expect(JSON.parse(first.stdout)).toMatchObject({
      text: expect.stringMatching(/^[a-e]{3,5}\.$/),
      finishReason: "stop",
      options: { regex: "[a-e]{3,5}\\." },
    });
    expect(JSON.parse(second.stdout).text).toMatch(/^(he|at )*\.$/);
  });

  test.each([
    [
      ["--json-schema", "schema.json"],
      1,
      "no text that fits can be written with the tokenizer's tokens",
    ],
    [["--json-schema", "broken.json"], 1, "broken.json is no JSON"],
    [["--json-schema", "none.json"], 1, "cannot read none.json"],
    [["--regex", "a(?=b)"], 1, "there is a lookahead, which is not done, at position 1"],
    [["--regex", "a", "--grammar", "x"], 2, "--regex and --grammar are given together"],
  ])("%j is refused", async (args, code, message) => {
    const outcome = await run(...generate, ...args);
    expect(outcome).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(message) });
  });
});
