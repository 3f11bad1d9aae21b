import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { tensor } from "@qkv/nn";
import { loadAdapter } from "@qkv/nn/fine-tuning";
import { isDecoder, type Model } from "@qkv/nn/models";
import { folderOnDisk } from "@qkv/nn/node";
import { fromPretrained } from "@qkv/nn/pretrained";
import { readSafetensors } from "@qkv/nn/weights";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { folderWithText, jsonLines, losses, newFolder, type Outcome, qkv } from "./run-qkv.ts";

const golden = (name: string): string =>
  fileURLToPath(new URL(`../../nn/test/families/golden/${name}`, import.meta.url));
const folder = newFolder();
const at = (path: string): string => join(folder, path);
const run = (...args: readonly string[]): Promise<Outcome> => qkv(args, { cwd: folder });

/** A tiny published Llama, with a tokenizer of the text's words. */
const base = ["train", "--model", "llama", "--data", "text.txt"];
const short = ["--steps", "6", "--eval-every", "3", "--batch-size", "2", "--context", "8"];
const rate = ["--learning-rate", "1e-2", "--min-lr", "1e-2"];

let whole: Outcome;
let adapted: Outcome;
let half: Outcome;

beforeAll(async () => {
  folderWithText(folder);
  cpSync(golden("llama"), at("llama"), { recursive: true });
  const made = await run(
    ...["tokenizer", "train", "--data", "text.txt", "--type", "word", "--vocab-size", "40"],
    ...["--out", "llama"],
  );
  expect(made.code, made.stderr).toBe(0);
  const lora = ["--lora", "2", "--lora-targets", "q_proj,v_proj", "--lora-alpha", "8"];
  const seen = [...base, ...short, ...rate, "--json"];
  [whole, adapted, half] = await Promise.all([
    run(...seen, "--freeze", "model.layers.0,*norm.weight", "--out", "whole"),
    run(...seen, ...lora, "--out", "adapted"),
    run(...seen, ...lora, "--steps", "3", "--out", "half"),
  ]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const weightsIn = (path: string) => readSafetensors(readFileSync(at(path))).tensors;
const opened = async (path: string): Promise<Model> => (await fromPretrained(at(path))).model;
async function logitsOf(model: Model): Promise<readonly number[]> {
  if (!isDecoder(model)) throw new Error("expected a decoder");
  using ids = tensor(Int32Array.of(3, 1, 4, 1, 5, 9), { shape: [1, 6] });
  using logits = model.forward(ids);
  return [...(await logits.data())];
}
const worst = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));

describe("a published model, trained whole but for frozen parts", () => {
  test("learns, and says what it holds out", () => {
    expect([whole.code, whole.stderr.includes("bits per byte")], whole.stderr).toEqual([0, true]);
    const records = jsonLines(whole.stdout);
    expect(records).toHaveLength(6);
    expect(Number(records.at(-1)!.valLoss)).toBeLessThan(Number(records[2]!.valLoss));
  });

  test("its folder is the base's, with other weights but those that were frozen", () => {
    const [before, after] = [
      weightsIn("llama/model.safetensors"),
      weightsIn("whole/model.safetensors"),
    ];
    expect([...after.keys()].sort()).toEqual([...before.keys()].sort());
    const changed = [...after].filter(([name, { values }]) =>
      values.some((value, i) => value !== before.get(name)!.values[i]),
    );
    const names = changed.map(([name]) => name);
    expect(names.some((name) => name.startsWith("model.layers.1."))).toBe(true);
    expect(names.filter((name) => /layers\.0\.|norm\.weight/.test(name))).toEqual([]);
    for (const file of ["tokenizer.json", "generation_config.json", "config.json"])
      expect(readFileSync(at(`whole/${file}`), "utf8"), file).toBe(
        readFileSync(at(`llama/${file}`), "utf8"),
      );
  });

  test("generate, evaluate and inspect open it, and it can be gone on from", async () => {
    const [generated, evaluated, inspected, again] = await Promise.all([
      run(
        "generate",
        "--model",
        "whole",
        "--prompt",
        "The ship",
        "--max-new-tokens",
        "4",
        "--json",
      ),
      run("evaluate", "--model", "whole", "--data", "text.txt", "--json"),
      run("inspect", "--model", "whole", "--json"),
      run(
        "train",
        "--model",
        "whole",
        "--data",
        "text.txt",
        "--steps",
        "1",
        "--lora",
        "1",
        "--out",
        "again",
      ),
    ]);
    expect(jsonLines(generated.stdout)[0]).toMatchObject({ prompt: "The ship" });
    const score = jsonLines(evaluated.stdout)[0]!;
    for (const name of ["loss", "perplexity", "bitsPerByte", "wordPerplexity"])
      expect(Number.isFinite(score[name]), name).toBe(true);
    expect(inspected.code).toBe(0);
    expect(again.code, again.stderr).toBe(0);
  });
});

describe("with --lora", () => {
  test("goes on to the bit after --resume, to the same files", async () => {
    expect([adapted.code, half.code], adapted.stderr + half.stderr).toEqual([0, 0]);
    const rest = await run("train", "--resume", "half", "--steps", "6", "--json");
    expect(rest.code, rest.stderr).toBe(0);
    expect(losses([...jsonLines(half.stdout), ...jsonLines(rest.stdout)])).toEqual(
      losses(jsonLines(adapted.stdout)),
    );
    for (const file of ["model.safetensors", "training.safetensors", "config.json"])
      expect(readFileSync(at(`half/${file}`)).equals(readFileSync(at(`adapted/${file}`)))).toBe(
        true,
      );
    const adapter = "adapter/adapter_model.safetensors";
    expect(readFileSync(at(`half/${adapter}`)).equals(readFileSync(at(`adapted/${adapter}`)))).toBe(
      true,
    );
  });

  test("writes the adapter as PEFT has it, and the model with it in its weights: the same logits", async () => {
    const config = JSON.parse(readFileSync(at("adapted/adapter/adapter_config.json"), "utf8"));
    expect(config).toMatchObject({
      ...{ peft_type: "LORA", task_type: "CAUSAL_LM", r: 2, lora_alpha: 8 },
      ...{ target_modules: ["q_proj", "v_proj"], base_model_name_or_path: "llama" },
    });
    const keys = [...weightsIn("adapted/adapter/adapter_model.safetensors").keys()];
    expect(keys).toHaveLength(8);
    expect(keys).toContain("base_model.model.model.layers.1.self_attn.v_proj.lora_B.weight");
    const [merged, apart] = [await opened("adapted"), await opened("llama")];
    const before = await logitsOf(apart);
    await loadAdapter(apart, folderOnDisk(at("adapted/adapter")));
    const tuned = await logitsOf(apart);
    expect(worst(tuned, before)).toBeGreaterThan(1e-3);
    expect(worst(await logitsOf(merged), tuned)).toBeLessThan(1e-5);
    const [old, now] = [
      weightsIn("llama/model.safetensors"),
      weightsIn("adapted/model.safetensors"),
    ];
    const changed = [...now].filter(([name, { values }]) =>
      values.some((value, i) => value !== old.get(name)!.values[i]),
    );
    expect(changed.every(([name]) => /[qv]_proj/.test(name)) && changed.length).toBe(4);
  });
});

describe("refuses before anything is made", () => {
  const cases: readonly (readonly [readonly string[], string])[] = [
    [[...base, "--lora", "0"], '--lora is "0", expected an integer from 1'],
    [[...base, "--lora", "2", "--lora-targets", "q_prj"], "the nearest is q_proj"],
    [[...base, "--freeze", "model.layer.0"], '--freeze: "model.layer.0" meets no name'],
    [[...base, "--freeze", "*"], "freezes every parameter"],
    [[...base, "--freeze", "*norm*", "--lora", "2"], "expected one of them"],
    [[...base, "--lora-alpha", "2"], "give their rank with --lora"],
    [[...base, "--context", "33"], "--context is 33, expected at most 32"],
    [[...base, "--layers", "3"], "--layers is of new models"],
    [[...base, "--tokenizer", "bpe:300"], "--tokenizer is of new models"],
    [["train", "--data", "text.txt", "--lora", "2"], "name one with --model"],
    [
      ["train", "--model", "llama", "--data", "words.txt", "--context", "16"],
      "expected at least 20",
    ],
    [["train", "--model", "llama", "--data", "empty.txt"], "is empty"],
    [["train", "--model", "bert", "--data", "text.txt"], "bert has no tokenizer"],
    [[...base, "--quantize", "int8"], "give adapters with --lora"],
    [[...base, "--columns", "text,label"], "--columns is for pairs and labels"],
    [["train", "--data", "text.txt", "--quantize", "int8"], "name one with --model"],
    [["train", "--model", "bare", "--data", "text.txt"], "has no tokenizer"],
    [["train", "--model", "large", "--data", "text.txt"], "has 50 tokens, but the model has 41"],
  ];
  beforeAll(() => {
    writeFileSync(at("words.txt"), "The whale swam on.");
    writeFileSync(at("empty.txt"), "");
    cpSync(golden("bert"), at("bert"), { recursive: true });
    cpSync(golden("llama"), at("bare"), { recursive: true });
    cpSync(at("llama"), at("large"), { recursive: true });
    const file = JSON.parse(readFileSync(at("llama/tokenizer.json"), "utf8"));
    const vocab = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`w${i}`, i]));
    const model = { ...file.model, vocab, unk_token: "w0" };
    writeFileSync(at("large/tokenizer.json"), JSON.stringify({ ...file, added_tokens: [], model }));
  });
  test("wrong settings, data and models, each in one line", async () => {
    const outcomes = await Promise.all(cases.map(([args]) => run(...args, "--out", "never")));
    for (const [i, [args, message]] of cases.entries()) {
      expect(outcomes[i]!.code, args.join(" ")).not.toBe(0);
      expect(outcomes[i]!.stderr, args.join(" ")).toContain(message);
      expect(outcomes[i]!.stderr.trim().split("\n"), args.join(" ")).toHaveLength(1);
    }
    expect(existsSync(at("never"))).toBe(false);
  });

  test("what a run cannot change", async () => {
    const refused = await run("train", "--resume", "adapted", "--lora", "3");
    expect(refused.stderr).toContain("--lora is 3, but the run in adapted has 2");
    expect(readdirSync(at("adapted"))).toContain("training.safetensors");
  });
});
