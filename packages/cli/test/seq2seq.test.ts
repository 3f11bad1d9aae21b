import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { jsonLines, losses, newFolder, type Outcome, qkv } from "./run-qkv.ts";

const folder = newFolder();
const at = (path: string): string => join(folder, path);
const run = (...args: string[]): Promise<Outcome> => qkv(args, { cwd: folder });
const task = ["train", "--task", "seq2seq", "--data", "pairs.tsv"];
const shape = ["--layers", "1", "--d-model", "32", "--feed-forward", "64", "--batch", "32"];
const quick = [...shape, "--d-model", "16", "--heads", "2", "--batch", "8"];
let learnt: Outcome;

beforeAll(async () => {
  const make = fileURLToPath(new URL("../examples/make-reversals.mjs", import.meta.url));
  execFileSync(process.execPath, [make, at("pairs.tsv"), "2000", "3", "4", "8"]);
  learnt = await run(
    ...[...task, ...shape, "--steps", "500", "--lr", "5e-3", "--out", "run"],
    ...["--report", "report.html"],
  );
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("train --task seq2seq", () => {
  test("learns to reverse sequences that it has not seen, and says so", () => {
    expect(learnt).toMatchObject({ code: 0, stderr: "" });
    expect(learnt.stdout).toMatch(/1,800 to train on, 200 held out; 8 source symbols/);
    const exact = /exact match +([\d.]+) % of pairs, decoded greedily/.exec(learnt.stdout);
    expect(Number(exact?.[1])).toBeGreaterThan(90);
    for (const part of ["held-out loss", "token accuracy", "BLEU", "Unseen examples", "  ->  "])
      expect(learnt.stdout).toContain(part);
    expect(learnt.stdout).toMatch(/qkv generate --model run --prompt '[a-h ]+'/);
  });

  test("prints a cross-attention map whose dark cells go against the diagonal", () => {
    const lines = learnt.stdout.slice(learnt.stdout.indexOf("Cross-attention")).split("\n");
    const source = lines[2]!.trim().split(" ");
    const rows = lines.slice(3, 3 + source.length);
    const columns = lines[2]!.indexOf(source[0]!);
    const shades = " .:-=+*#%@";
    let distance = 0;
    for (const [i, row] of rows.entries()) {
      expect(row.trim()[0]).toBe(source[source.length - 1 - i]);
      const cells = source.map((_, column) => shades.indexOf(row[columns + 2 * column]!));
      const darkest = cells.indexOf(Math.max(...cells));
      distance += Math.abs(darkest - (source.length - 1 - i)) / source.length;
    }
    expect(distance).toBeLessThanOrEqual(0.75);
    expect(learnt.stdout).toMatch(/mean of each row's largest weight: 0\.\d{3}/);
  });

  test("leaves a run's files, a report and a configuration that says what it is", () => {
    const config = JSON.parse(readFileSync(at("run/config.json"), "utf8"));
    expect(config).toMatchObject({
      ...{ model_type: "qkv-seq2seq", architectures: ["Seq2Seq"], d_model: 32 },
      ...{ source_vocab_size: 12, target_vocab_size: 12, num_decoder_layers: 1 },
    });
    expect(JSON.parse(readFileSync(at("run/training.json"), "utf8"))).toMatchObject({
      ...{ format: "qkv-training", version: 1, recipe: "seq2seq" },
      settings: { preset: "pairs", feedForward: 64, labelSmoothing: 0 },
    });
    expect(JSON.parse(readFileSync(at("run/generation_config.json"), "utf8"))).toMatchObject({
      ...{ max_new_tokens: 5, decoder_start_token_id: 1, eos_token_id: 2, pad_token_id: 0 },
    });
    expect(readFileSync(at("report.html"), "utf8")).toContain("exact match");
  });

  test("20 steps at once and 10 and 10 are the same to the bit", async () => {
    const common = [...task, ...quick, "--dropout", "0.2", "--label-smoothing", "0.1", "--json"];
    const rate = ["--lr", "3e-3", "--min-lr", "3e-3", "--warmup", "2", "--eval-every", "5"];
    const [whole, half] = await Promise.all([
      run(...common, ...rate, "--steps", "20", "--out", "whole"),
      run(...common, ...rate, "--steps", "10", "--out", "half"),
    ]);
    expect([whole.code, half.code], whole.stderr + half.stderr).toEqual([0, 0]);
    const rest = await run("train", "--resume", "half", "--steps", "20", "--json");
    expect(rest.code, rest.stderr).toBe(0);
    const resumed = [...jsonLines(half.stdout), ...jsonLines(rest.stdout)];
    expect(losses(resumed)).toEqual(losses(jsonLines(whole.stdout)));
    expect(resumed.at(-1)!.valLoss).toBe(jsonLines(whole.stdout).at(-1)!.valLoss);
    for (const file of ["model.safetensors", "training.safetensors"])
      expect(readFileSync(at(`half/${file}`)).equals(readFileSync(at(`whole/${file}`)))).toBe(true);
  });

  test("Ctrl-C saves, and says how to go on", async () => {
    const args = [...task, ...quick, "--steps", "5000", "--json", "--out", "stopped"];
    let sent = false;
    const stopped = await qkv(args, {
      cwd: folder,
      watch: (stdout, child) => {
        if (sent || !stdout.includes('"step":20,')) return;
        sent = child.kill("SIGINT");
      },
    });
    expect(stopped.code, stopped.stderr).toBe(130);
    expect(stopped.stderr).toContain("qkv train --resume stopped");
    const again = await run("train", "--resume", "stopped", "--lr", "1");
    expect(again.stderr).toContain("--lr is 1, but the run in stopped has 0.002");
  });

  test("samples on the way", async () => {
    const args = [...task, ...quick, "--steps", "4", "--sample-every", "2", "--out", "samples"];
    const { code, stdout } = await run(...args);
    expect(code).toBe(0);
    expect(stdout).toMatch(/sample after step 2:\n {2}[a-h ]+ {2}-> {2}/);
  });

  const good = "a b\tb a\n".repeat(5);
  test.each([
    ["a line without a tab", `${good}a b\n`, [], 1, /bad\.tsv: line 6 has no tab/],
    ["a line of three fields", `${good}a\tb\tc\n`, [], 1, /line 6 has two tabs/],
    ["an empty field", `${good}a b\t\n`, [], 1, /line 6: the target is empty/],
    ["an endless line", `${good}a b\t${"b ".repeat(99_999)}\n`, [], 1, /99,999 symbols, expected/],
    ["one source only", good, [], 1, /has one source only/],
    ["a text", "Call me Ishmael.\n", [], 1, /line 1 has no tab/],
    ["a GPT's option", good, ["--context", "8"], 2, /--context is not an option of --task seq2seq/],
    ["a GPT's preset", good, ["--preset", "book"], 2, /--preset is book, .*expected pairs/],
    ["too much smoothing", good, ["--label-smoothing", "1"], 2, /from 0 and below 1/],
  ])("refuses %s", async (name, text, options, code, message) => {
    const path = `${name.replaceAll(/\W/g, "-")}-bad.tsv`;
    writeFileSync(at(path), text);
    const outcome = await run("train", "--task", "seq2seq", "--data", path, ...options);
    expect(outcome).toMatchObject({ code, stdout: "" });
    expect(outcome.stderr).toMatch(message);
    expect(outcome.stderr).toMatch(/^error: [^\n]+\n$/);
  });

  test("its options are errors for a GPT, and a run keeps its task", async () => {
    const smooth = await run("train", "--data", "book", "--label-smoothing", "0.1");
    expect(smooth).toMatchObject({ code: 2, stdout: "" });
    expect(smooth.stderr).toContain("--label-smoothing is not an option of --task gpt");
    const other = await run("train", "--resume", "run", "--task", "gpt");
    expect(other.stderr).toContain("--task is gpt, but the run in run has seq2seq");
  });
});

describe("a model of seq2seq", () => {
  const model = ["--model", "run"];

  test("generate prints the target of a source", async () => {
    const plain = await run("generate", ...model, "--prompt", "a b c");
    expect(plain).toEqual({ code: 0, stdout: "c b a\n", stderr: "" });
    const json = await run("generate", ...model, "--prompt", "a b c", "--json");
    expect(JSON.parse(json.stdout)).toMatchObject({
      ...{ prompt: "a b c", text: "c b a", ids: [6, 5, 4], finishReason: "stop" },
    });
    const cut = await run(
      "generate",
      ...model,
      "--prompt",
      "a b c",
      "--max-new-tokens=2",
      "--json",
    );
    expect(JSON.parse(cut.stdout)).toMatchObject({ text: "c b", finishReason: "length" });
  });

  test.each([
    ["a temperature", ["--prompt", "a b", "--temperature", "1"], 2, /--temperature is for a GPT/],
    ["a seed", ["--prompt", "a b", "--seed", "1"], 2, /--seed is for a GPT/],
    ["no prompt", [], 2, /--prompt is missing, expected a source/],
    ["an unknown symbol", ["--prompt", "a z"], 1, /the prompt has "z", which is not among/],
  ])("generate refuses %s", async (_, args, code, message) => {
    const outcome = await run("generate", ...model, ...args);
    expect(outcome).toMatchObject({ code, stdout: "" });
    expect(outcome.stderr).toMatch(message);
  });

  test("generate and inspect leave unknown symbols out, or take them as unknown", async () => {
    const prompt = ["--prompt", "a z b c", "--unknown"];
    const skipped = await run("generate", ...model, ...prompt, "skip");
    const without = await run("generate", ...model, "--prompt", "a b c");
    expect(skipped.stdout).toBe(without.stdout);
    expect(skipped.stderr).toMatch(
      /^note: 1 of its 4 symbols are not among the model's \d+ symbols/,
    );
    const replaced = await run("generate", ...model, ...prompt, "replace");
    expect(replaced).toMatchObject({ code: 0, stderr: expect.stringContaining("as <unknown>") });
    const tokens = async (how: string): Promise<unknown> => {
      const { stdout } = await run("inspect", ...model, ...prompt, how, "--json");
      return JSON.parse(stdout).tensors[0].shape[1];
    };
    expect([await tokens("skip"), await tokens("replace")]).toEqual([3, 4]);
  });

  test("evaluate gives loss, token accuracy and exact match", async () => {
    writeFileSync(at("other.tsv"), "a b c\tc b a\nd e f g\tg f e d\na b c\ta b c\n");
    const { code, stdout } = await run("evaluate", ...model, "--data", "other.tsv", "--json");
    expect(code).toBe(0);
    const score = JSON.parse(stdout);
    expect(score).toMatchObject({ pairs: 3, tokens: 13, decoded: 3 });
    expect(score.exactMatch).toBeCloseTo(2 / 3, 9);
    expect(score.perplexity).toBeCloseTo(Math.exp(score.loss), 6);
    const words = await run("evaluate", ...model, "--data", "other.tsv");
    expect(words.stdout).toMatch(/exact match +66\.67 % of pairs/);
    expect(words.stdout).not.toContain("not among the model's");
    writeFileSync(at("foreign.tsv"), "a b z\tz b a\na b\tb A\n");
    const foreign = await run("evaluate", ...model, "--data", "foreign.tsv", "--json");
    expect(foreign.stderr).toContain("note: 3 of the 10 symbols are not among the model's");
    expect(foreign.stderr).toContain("each counts as <unknown>, and a target that has one");
    expect(JSON.parse(foreign.stdout)).toMatchObject({ pairs: 2, tokens: 7 });
    const data = ["--data", "foreign.tsv", "--json"];
    const skipped = await run("evaluate", ...model, ...data, "--unknown", "skip");
    expect(skipped.stderr).toContain("they are left out");
    expect(JSON.parse(skipped.stdout)).toMatchObject({ pairs: 2, tokens: 5 });
    const own = await run("evaluate", ...model, "--data", "pairs.tsv", "--json");
    expect(own.stderr).toContain("trained on nine tenths of these very pairs");
    expect((await run("evaluate", ...model, "--data", "book")).stderr).toMatch(/line 1 .* no tab/);
  });

  test("inspect lists its parameters, its tensors and where it looks", async () => {
    const { code, stdout } = await run("inspect", ...model, "--prompt", "a b c", "--json");
    expect(code).toBe(0);
    const { parameters, total, tensors, crossAttention } = JSON.parse(stdout);
    const counts: number[] = parameters.map(({ count }: { count: number }) => count);
    expect(counts.reduce((a, b) => a + b)).toBe(total);
    expect(parameters.map(({ component }: { component: string }) => component)).not.toContain(
      "other",
    );
    expect(tensors.at(-1)).toMatchObject({ role: "probabilities", shape: [1, 4, 12] });
    expect(crossAttention).toContain("(end)");
  });

  test.each([
    [
      "no vocabulary",
      "tokenizer.json",
      '{"type":"character"}',
      /type is "character", expected "pairs"/,
    ],
    [
      "a vocabulary of another size",
      "tokenizer.json",
      '{"type":"pairs","version":1,"separator":" ","source":["a"],"target":["a"]}',
      /has 5 source ids, but the source vocabulary of config\.json has 12/,
    ],
    [
      "a symbol twice",
      "tokenizer.json",
      '{"type":"pairs","version":1,"separator":" ","source":["a","a"],"target":["a"]}',
      /tokenizer\.json: a symbol stands in the vocabulary twice/,
    ],
    ["a huge width", "config.json", { d_model: 2 ** 19 }, /WebAssembly ends at 4\.00 GiB/],
    [
      "a thousand layers",
      "config.json",
      { num_encoder_layers: 1000 },
      /the model has more than 10,000 tensors/,
    ],
    [
      "heads that do not divide",
      "config.json",
      { nhead: 5 },
      /config\.json: .*dModel is 32, expected a multiple/,
    ],
    ["another padding", "config.json", { pad_token_id: 1 }, /padding's id is 1, expected 0/],
  ])("is refused with %s", async (name, file, change, message) => {
    const copy = name.replaceAll(" ", "-");
    execFileSync("cp", ["-r", at("run"), at(copy)]);
    const config = JSON.parse(readFileSync(at("run/config.json"), "utf8"));
    const changed = { ...config, ...Object(change) };
    writeFileSync(
      at(`${copy}/${file}`),
      typeof change === "string" ? change : JSON.stringify(changed),
    );
    const outcome = await run("generate", "--model", copy, "--prompt", "a b c");
    expect(outcome).toMatchObject({ code: 1, stdout: "" });
    expect(outcome.stderr).toMatch(message);
    expect(outcome.stderr).not.toContain("fault in qkv");
  });
});
