import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { jsonLines, newFolder, type Outcome, qkv } from "./run-qkv.ts";

const folder = newFolder();
const at = (path: string): string => join(folder, path);
const run = (...args: string[]): Promise<Outcome> => qkv(args, { cwd: folder });
let learnt: Outcome;

beforeAll(async () => {
  const lines = Array.from({ length: 200 }, (_, i) => {
    const warm = i % 2 === 0;
    return `${warm ? "sun and sand" : "snow and ice"} number ${i}\t${warm ? "summer" : "winter"}`;
  });
  writeFileSync(at("seasons.tsv"), `${lines.join("\n")}\n`);
  learnt = await run(
    ...["train", "--task", "classification", "--data", "seasons.tsv", "--steps", "60"],
    ...["--eval-every", "20", "--out", "run", "--report", "report.html"],
  );
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("train --task classification", () => {
  test("learns from a file of one's own, and says what to do next", () => {
    expect(learnt).toMatchObject({ code: 0, stderr: "" });
    expect(learnt.stdout).toMatch(/160 to train on, 20 to validate, 20 to test|162 to train on/);
    const accuracy = /On the validation data[\s\S]*accuracy +([\d.]+) %/.exec(learnt.stdout);
    expect(Number(accuracy?.[1])).toBe(100);
    expect(learnt.stdout).toContain("qkv run text-classification --model run --input INPUT");
    expect(learnt.stdout).toContain("qkv evaluate --model run --part test");
    expect(readFileSync(at("report.html"), "utf8")).toContain("macro F1");
  });

  test("the folder is measured on the test part, run, and trained on", async () => {
    const told = await run("evaluate", "--model", "run", "--part", "test", "--json");
    expect(jsonLines(told.stdout)[0]).toMatchObject({ part: "test", accuracy: 1 });
    const label = await run(
      "run",
      "text-classification",
      "--model",
      "run",
      "--input",
      "ice",
      "--json",
    );
    expect(label.stdout).toContain('"label":"winter"');
    const inspected = await run("inspect", "--model", "run");
    expect(inspected.stdout).toContain("ModernBertForSequenceClassification");
    const more = await run("train", "--resume", "run", "--steps", "70");
    expect(more.stdout).toContain("from step 60 to step 70");
    expect(more.code).toBe(0);
  });

  test("what does not fit is refused by name", async () => {
    const changed = await run("train", "--resume", "run", "--heads", "1");
    expect(changed.stderr).toContain("--heads is 1, but the run in run has 2");
    const unknown = await run("train", "--task", "classification", "--hedas", "3");
    expect(unknown.stderr).toContain("the nearest is --heads");
    const other = await run("train", "--task", "clasification");
    expect(other.stderr).toContain("classification");
    const broken = await run("train", "--task", "classification", "--data", "report.html");
    expect(broken.stderr).toMatch(/report\.html: line \d+/);
  });
});

test("a folder that an application trained learns more as a published model", async () => {
  const further = ["train", "--model", "run", "--data", "seasons.tsv", "--steps", "3"];
  const { code, stdout } = await run(...further, "--out", "further");
  expect(code).toBe(0);
  expect(stdout).toMatch(/accuracy +100.00 %/);
});

test("tasks lists each application with its data and presets", async () => {
  const { stdout, code } = await run("tasks", "--json");
  expect(code).toBe(0);
  const listed = jsonLines(stdout) as { name: string; presets: { description: string }[] }[];
  expect(listed.map(({ name }) => name)).toContain("classification");
  for (const { presets } of listed) expect(presets[0]!.description).toMatch(/second|minute/);
});

test("preferences are learnt from a folder that answers, and measured against it anywhere", async () => {
  const size = ["--d-model", "16", "--layers", "1", "--heads", "2"];
  const few = ["--steps", "2", "--eval-every", "1", "--batch", "4"];
  const answering = await run(
    ...[
      "train",
      "--task",
      "instructions",
      "--dialogues",
      "40",
      "--out",
      "answers",
      ...size,
      ...few,
    ],
  );
  expect(answering).toMatchObject({ code: 0, stderr: "" });
  const learnt = await run(
    ...["train", "--task", "preferences", "--from", "answers", "--lora", "2", "--pairs", "40"],
    ...["--out", "preferring", ...few],
  );
  expect(learnt).toMatchObject({ code: 0, stderr: "" });
  expect(learnt.stdout).toContain("adapters of rank 2, from answers");
  expect(learnt.stdout).toMatch(/drift \(nats a token\) +[\d.]/);
  expect(learnt.stdout).toContain("adapter/adapter_model.safetensors");
  rmSync(at("answers"), { recursive: true }); // the run has its own copy
  const told = await run("evaluate", "--model", "preferring", "--part", "test", "--json");
  expect(jsonLines(told.stdout)[0]).toMatchObject({ part: "test", drift: expect.any(Number) });
  const more = await run("train", "--resume", "preferring", "--steps", "3");
  expect(more.stdout).toContain("from step 2 to step 3");
});
