import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { jsonLines, newFolder, type Outcome, qkv } from "./run-qkv.ts";

const folder = newFolder();
const at = (path: string): string => join(folder, path);
const run = (...args: readonly string[]): Promise<Outcome> => qkv(args, { cwd: folder });

const words = ["sea", "ship", "mast", "whale", "crew", "wind"];
const word = (i: number): string => words[(i * 5 + (i >> 2)) % words.length]!;
const said = { good: ["fine", "happy"], bad: ["grim", "sad"] } as const;

beforeAll(async () => {
  for (const name of ["bart", "bert-maskedlm"])
    cpSync(
      fileURLToPath(new URL(`../../nn/test/families/golden/${name}`, import.meta.url)),
      at(name),
      { recursive: true },
    );
  const pairs = Array.from({ length: 40 }, (_, i) => `${word(i)} ${word(i + 1)}\t${word(i)}`);
  const labels = Array.from({ length: 60 }, (_, i) => {
    const mood = (i * 7) % 3 === 0 ? "good" : "bad";
    const text = `${word(i)}, ${said[mood][i % 2]} ${word(i + 1)}`;
    return JSON.stringify({ said: text, mood, id: i });
  });
  writeFileSync(at("pairs.tsv"), `${pairs.join("\n")}\n`);
  writeFileSync(at("labels.jsonl"), `${labels.join("\n")}\n`);
  writeFileSync(at("text.txt"), [...words, ...said.good, ...said.bad, ","].join(" ").repeat(3));
  const made = await run(
    ...["tokenizer", "train", "--data", "text.txt", "--type", "word", "--vocab-size", "25"],
    ...["--out", "bart"],
  );
  expect(made.code, made.stderr).toBe(0);
  cpSync(at("bart/tokenizer.json"), at("bert-maskedlm/tokenizer.json"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rate = ["--lr", "1e-2", "--min-lr", "1e-2", "--batch", "8", "--eval-every", "40"];

describe("train --model of an encoder-decoder", () => {
  test("learns pairs; evaluate, generate and inspect open its folder", async () => {
    const learnt = await run(
      ...["train", "--model", "bart", "--data", "pairs.tsv", "--steps", "40", ...rate],
      ...["--lora", "2", "--quantize", "int8", "--out", "pairs"],
    );
    expect(learnt.code, learnt.stderr).toBe(0);
    expect(learnt.stdout).toContain("adapters of rank 2 in front of int8, of bart");
    for (const part of ["35 to train on, 5 held out", "exact match", "BLEU", "  ->  "])
      expect(learnt.stdout).toContain(part);
    expect(readdirSync(at("pairs/adapter"))).toHaveLength(2);
    const [evaluated, generated, inspected, resumed] = await Promise.all([
      run("evaluate", "--model", "pairs", "--data", "pairs.tsv", "--json"),
      run("generate", "--model", "pairs", "--prompt", "sea ship", "--json"),
      run("inspect", "--model", "pairs", "--json"),
      run("train", "--resume", "pairs", "--steps", "41", "--json"),
    ]);
    expect(jsonLines(evaluated.stdout)[0]).toMatchObject({ pairs: 40, decoded: 40 });
    expect(jsonLines(generated.stdout)[0]).toMatchObject({ prompt: "sea ship" });
    for (const one of [inspected, resumed]) expect(one.code, one.stderr).toBe(0);
    expect(jsonLines(resumed.stdout)).toHaveLength(1);
  });
});

describe("train --model of an encoder", () => {
  test("gets a head for the labels; evaluate and generate tell them", async () => {
    const learnt = await run(
      ...["train", "--model", "bert-maskedlm", "--data", "labels.jsonl", "--steps", "60"],
      ...[...rate, "--columns", "said,mood", "--out", "labels"],
    );
    expect(learnt.code, learnt.stderr).toBe(0);
    expect(learnt.stdout).toContain("55 to train on, 5 held out, 2 classes, told by a new head");
    expect(learnt.stdout).toMatch(/accuracy +\d+\.\d+ % of the texts/);
    expect(JSON.parse(readFileSync(at("labels/config.json"), "utf8"))).toMatchObject({
      ...{ architectures: ["BertForSequenceClassification"], id2label: { 0: "bad", 1: "good" } },
    });
    const [evaluated, told, refused] = await Promise.all([
      run("evaluate", "--model", "labels", "--data", "labels.jsonl", "--json"),
      run("generate", "--model", "labels", "--prompt", "sea , fine ship"),
      run("generate", "--model", "labels", "--prompt", "sea", "--temperature", "1"),
    ]);
    const { accuracy, texts } = jsonLines(evaluated.stdout)[0]!;
    expect(texts).toBe(60);
    expect(accuracy).toBeGreaterThan(0.9);
    expect(told.stdout).toBe("good\n");
    expect(refused.stderr).toContain("--temperature is for");
  });

  test("learns any number of labels a text, with figures for them", async () => {
    const rows = Array.from({ length: 40 }, (_, i) => {
      const moods = [i % 2 ? "good" : "", i % 3 ? "bad" : ""].filter(Boolean);
      const texts = moods.map((mood) => said[mood as keyof typeof said][i % 2]);
      return `${[...texts, word(i), word(i + 1)].join(" ")},${moods.join("|")}`;
    });
    writeFileSync(at("several.csv"), `text,label\n${rows.join("\n")}\n`);
    const learnt = await run(
      ...["train", "--model", "bert-maskedlm", "--data", "several.csv", "--steps", "60"],
      ...[...rate, "--out", "several"],
    );
    expect(learnt.code, learnt.stderr).toBe(0);
    expect(learnt.stdout).toContain("2 classes, any number of a text, told by a new head");
    for (const figure of [/loss +\d\.\d+ nats per label/, /exact match .* all labels of each/])
      expect(learnt.stdout).toMatch(figure);
    const [evaluated, told, scores] = await Promise.all([
      run("evaluate", "--model", "several", "--data", "several.csv", "--json"),
      run("generate", "--model", "several", "--prompt", "happy sad ship sea"),
      run(
        ...["run", "text-classification", "--model", "several", "--input", "happy sad ship sea"],
        ...["--top-k", "null", "--json"],
      ),
    ]);
    const { microF1, macroF1, exactMatch, texts } = jsonLines(evaluated.stdout)[0]!;
    expect(texts).toBe(40);
    for (const share of [microF1, macroF1, exactMatch]) expect(share).toBeGreaterThan(0.8);
    expect(told.stdout).toBe("bad|good\n");
    // Each score is of its label alone.
    const sum = [...scores.stdout.matchAll(/"score":\s*([\d.]+)/g)].map(([, one]) => Number(one));
    expect(sum).toHaveLength(2);
    expect(sum[0]! + sum[1]!).toBeGreaterThan(1.2);
  });

  test("says what is wrong with data, and with which line", async () => {
    writeFileSync(at("short.csv"), "text,label\nsea,good\nship\n");
    const train = ["train", "--model", "bert-maskedlm", "--out", "never", "--data"];
    const [short, nameless] = await Promise.all([
      run(...train, "short.csv"),
      run(...train, "labels.jsonl"),
    ]);
    expect(short.stderr).toContain("short.csv: line 3 has 1 column, expected 2: text and label");
    expect(nameless.stderr).toContain('labels.jsonl: line 1 has no "text" (it has "said"');
    expect(nameless.stderr).toContain("or their names by --columns");
  });
});
