import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { folderWithText, jsonLines, newFolder, type Outcome, qkv, small } from "./run-qkv.ts";

const folder = newFolder();
const steps = ["--steps", "30", "--eval-every", "10", "--seed", "5"];
let plain: Outcome;
let json: Outcome;

beforeAll(async () => {
  folderWithText(folder);
  const data = ["train", "--data", "text.txt", ...small, ...steps];
  [plain, json] = await Promise.all([
    qkv([...data, "--out", "run", "--sample-every", "20", "--report", "report.html"], {
      cwd: folder,
    }),
    qkv([...data, "--out=json-run", "--json", "--sample-every=15"], { cwd: folder }),
  ]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("train", () => {
  test("ends well and says what came of it", () => {
    expect(plain).toMatchObject({ code: 0, stderr: "" });
    for (const part of ["step 30/30", "held-out loss", "perplexity", "bits per byte", "Sample 2"])
      expect(plain.stdout).toContain(part);
    expect(plain.stdout).toContain("sample after step 20:");
    expect(plain.stdout).toContain("qkv generate --model run");
    expect(plain.stdout).toContain("qkv train --resume run --steps 60");
    expect(plain.stdout).toMatch(/[╰╮]/);
  });

  test("prints neither colours nor cursor movements away from a terminal", () => {
    expect(plain.stdout).not.toContain("\u001b");
    expect(plain.stdout).not.toContain("\r");
  });

  test("leaves exactly the files of a run", () => {
    expect(readdirSync(join(folder, "run")).sort()).toEqual([
      "config.json",
      "history.jsonl",
      "model.safetensors",
      "tokenizer.json",
      "tokenizer_config.json",
      "training.json",
      "training.safetensors",
    ]);
    const history = jsonLines(readFileSync(join(folder, "run/history.jsonl"), "utf8"));
    expect(history.map(({ step }) => step)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
  });

  test("--json writes one object a step and nothing else to stdout", () => {
    expect(json.code).toBe(0);
    const records = jsonLines(json.stdout);
    expect(records).toHaveLength(30);
    for (const [i, record] of records.entries()) {
      const evaluated = (i + 1) % 10 === 0 ? ["valLoss"] : [];
      const keys = ["step", "loss", "learningRate", "gradNorm", "tokensPerSecond", ...evaluated];
      expect(Object.keys(record)).toEqual(keys);
      expect(Object.values(record).every(Number.isFinite)).toBe(true);
    }
    expect(json.stderr).toContain("sample after step 15:");
    expect(json.stderr).toContain("held-out loss");
  });

  test("the same seed gives the same losses, with samples on the way or without", () => {
    const history = jsonLines(readFileSync(join(folder, "run/history.jsonl"), "utf8"));
    const own = jsonLines(json.stdout);
    expect(own.map(({ loss }) => loss)).toEqual(history.map(({ loss }) => loss));
    expect(own.at(-1)!.valLoss).toBe(history.at(-1)!.valLoss);
  });

  test("learns", () => {
    const records = jsonLines(json.stdout);
    expect(Number(records.at(-1)!.loss)).toBeLessThan(0.9 * Number(records[0]!.loss));
  });

  test("the report is one page that loads nothing", () => {
    const page = readFileSync(join(folder, "report.html"), "utf8");
    expect(page).toContain("default-src 'none'");
    expect(page).toContain("held-out loss");
    expect(page).not.toMatch(/<(script|link|img|iframe)[^>]*\s(src|href)=/);
    expect(page).not.toMatch(/@import|url\(/);
    const data = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(page)![1]!;
    expect(JSON.parse(data).loss).toHaveLength(30);
  });
});

test("without --out each run has a folder of its own", async () => {
  const args = ["train", "--data", "text.txt", ...small, "--steps", "2"];
  const first = await qkv(args, { cwd: folder });
  const second = await qkv(args, { cwd: folder });
  expect([first.code, second.code]).toEqual([0, 0]);
  expect(first.stdout).not.toContain("Earlier runs");
  expect(second.stdout).toMatch(/^Earlier runs stay as they are, .* this one is runs.tiny-2\./);
  expect(readdirSync(join(folder, "runs")).sort()).toEqual(["tiny", "tiny-2"]);
});

test("a closed stdout ends training quietly, with what was done saved", async () => {
  const args = [
    "train",
    "--data",
    "text.txt",
    ...small,
    "--steps",
    "100000",
    "--json",
    "--out",
    "cut",
  ];
  const cut = await qkv(args, {
    cwd: folder,
    watch: (_, child) => child.stdout?.destroy(),
  });
  expect(cut.code).toBe(0);
  expect(cut.stderr).not.toContain("EPIPE");
  expect(readdirSync(join(folder, "cut"))).toContain("training.safetensors");
});
