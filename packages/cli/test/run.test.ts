import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { tasks } from "@qkv/nn/pipelines";
import { describe, expect, test } from "vitest";
import { inBothParts } from "../../../scripts/testing/parts.mjs";
import { optionName } from "../src/command-line/option-name.ts";
import { matchPaths } from "../src/task-runs/match-paths.ts";
import { jsonLines, qkv, temporaryFolder } from "./run-qkv.ts";

// What transformers' pipelines give: nn/test/pipelines/generate-pipelines.py.
const golden = fileURLToPath(new URL("../../nn/test/pipelines/golden", import.meta.url));

interface Case {
  readonly model: string;
  readonly task: string;
  readonly input: unknown;
  readonly options: Readonly<Record<string, unknown>>;
  readonly result: unknown;
}
const cases: readonly Case[] = JSON.parse(readFileSync(join(golden, "cases.json"), "utf8"));
const isRow = (value: unknown) => typeof value === "object" && !Array.isArray(value);

/** Of each task a case of one model of a text, or of the parts of an input, that a command line can say. */
const sayable = cases.filter(
  ({ input, options }) =>
    (typeof input === "string" ? input !== "" : isRow(input)) &&
    !("return_tensors" in options) &&
    !("skip_special_tokens" in options),
);
const chosen = [...new Set(sayable.map(({ task }) => task))].map(
  (kind) => sayable.findLast(({ task }) => task === kind)!,
);

/** Options as flags of a command line. */
const flagsOf = (options: Case["options"]): string[] =>
  Object.entries(options).flatMap(([key, value]) => {
    const name = key.replaceAll("_", "-").replace(/[A-Z]/g, (one) => `-${one.toLowerCase()}`);
    if (value === true) return [`--${name}`];
    if (value === false)
      return key === "normalize" || key === "multi_label" ? [] : [`--no-${name}`];
    return [`--${name}`, Array.isArray(value) ? value.join(",") : String(value)];
  });

const rounded = (value: unknown): unknown => {
  if (typeof value === "number" && !Number.isInteger(value)) return expect.closeTo(value, 3);
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, rounded(one)]));
};

describe("gives what the reference gives", () => {
  for (const [part, some] of inBothParts(chosen, 5))
    test.concurrent.each(some.map((one) => [`${one.task} by ${one.model}`, one] as const))(
      "%s",
      part,
      async (_, { task, model, input, options, result }) => {
        const text = typeof input === "string" ? input : JSON.stringify(input);
        const args = ["run", task, "--model", join(golden, model), "--input", text];
        const { code, stdout, stderr } = await qkv([...args, "--json", ...flagsOf(options)]);
        expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
        const [line] = jsonLines(stdout);
        expect(line!.result).toEqual(rounded(result));
      },
    );

  test("every text task is tried", () => {
    const tried = new Set(chosen.map(({ task }) => task));
    for (const { name, inputKind, resultKind } of Object.values(tasks))
      if (inputKind === "text" && !resultKind) expect([...tried]).toContain(name);
  });
});

test("a model that does not fit the task is refused by its config.json alone", async () => {
  const folder = temporaryFolder();
  cpSync(join(golden, "bert-mask", "config.json"), join(folder, "config.json"));
  const args = ["run", "text-classification", "--model", folder, "--input", "A day"];
  const { code, stdout, stderr } = await qkv(args);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(/the model is BertForMaskedLM .*which fits .*fill-mask.*this task needs/);
});

describe("inputs", () => {
  const bert = join(golden, "bert-labels");
  const run = async (...args: readonly string[]) => {
    const { code, stdout, stderr } = await qkv([
      ...["run", "text-classification", "--model", bert, "--json"],
      ...args,
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    return jsonLines(stdout).map(({ input }) => input);
  };

  test("are texts, lines of files, and files that patterns name", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "more"));
    writeFileSync(join(folder, "a.txt"), "The whale.\r\n\nThe boat.\n");
    writeFileSync(join(folder, "more", "b.txt"), "Bread\nand rope\n");
    const [a, b] = [join(folder, "a.txt"), join(folder, "more", "b.txt")];
    expect(await run("--input", "A day", "--input", a)).toEqual([
      ...["A day", "The whale.", "The boat."],
    ]);
    expect(await run("--input", join(folder, "**/*.txt"))).toEqual([
      ...["The whale.", "The boat.", "Bread", "and rope"],
    ]);
    expect(await run("--whole-files", "--input", a, b)).toEqual([
      ...["The whale.\r\n\nThe boat.", "Bread\nand rope"],
    ]);
    expect(await run("--input", "What is it?")).toEqual(["What is it?"]);
  });

  test("of several parts are said by flags, or as JSON", async () => {
    const args = ["run", "question-answering", "--model", join(golden, "bert-answers"), "--json"];
    const question = "Who painted the door?";
    const context = "Maria painted the green door.";
    const byFlag = await qkv([...args, "--question", question, "--input", context]);
    const asJson = await qkv([...args, "--input", JSON.stringify({ question, context })]);
    expect(byFlag.code).toBe(0);
    expect(byFlag.stdout).toBe(asJson.stdout);
    const without = await qkv([...args, "--input", context]);
    expect(without.code).not.toBe(0);
    expect(without.stderr).toContain("question-answering: question is undefined, expected text");
  });

  test("patterns are of names, and of folders between them", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "x", "y"), { recursive: true });
    for (const path of ["one.png", "two.jpg", "x/three.png", "x/y/four.png", ".five.png"])
      writeFileSync(join(folder, path), "");
    const found = async (pattern: string) =>
      (await matchPaths(join(folder, pattern))).map((path) => path.slice(folder.length + 1));
    expect(await found("*.png")).toEqual(["one.png"]);
    expect(await found("**/*.png")).toEqual(["one.png", "x/three.png", "x/y/four.png"]);
    expect(await found("[ot]*.?pg")).toEqual(["two.jpg"]);
    expect(await found("x/*")).toEqual(["x/three.png"]);
    expect(await found("[!o]*.jpg")).toEqual(["two.jpg"]);
    expect(await found("none/*.png")).toEqual([]);
  });
});

test("a model without a tokenizer takes one from another folder", async () => {
  const folder = temporaryFolder();
  for (const file of ["config.json", "model.safetensors"])
    cpSync(join(golden, "bert-labels", file), join(folder, file));
  const args = ["run", "text-classification", "--model", folder, "--input", "Boats."];
  const without = await qkv(args);
  expect(without.stderr).toContain("the model has no tokenizer");
  const { code, stdout } = await qkv([...args, "--tokenizer", join(golden, "bert-labels")]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/label +score\n +\w+ +0\.\d{4}\n/);
});

describe("help", () => {
  test("lists the tasks, and of a task its options", async () => {
    const { code, stdout } = await qkv(["run", "--help"]);
    expect(code).toBe(0);
    for (const { name, description } of Object.values(tasks))
      expect(stdout.replace(/\s+/g, " ")).toContain(`${name} ${description}`);
    expect(stdout).toContain("qkv run TASK --model DIR --input TEXT|FILE|- [options]");
    for (const { name, flags, options } of Object.values(tasks)) {
      if (name !== "fill-mask" && name !== "question-answering") continue;
      const own = (await qkv(["run", name, "--help"])).stdout;
      for (const flag of Object.keys(flags)) {
        const usual: unknown = options.fields[flag as keyof typeof options.fields]?.default;
        expect(own).toContain(`--${usual === true ? "no-" : ""}${optionName(flag)}`);
      }
      expect(own).toContain("--model DIR|ORG/NAME");
    }
  });

  test.concurrent.each([
    [["run"], /lacks its task, expected one of .*text-classification/],
    [["run", "fil-mask", "--model", "x"], /the task is "fil-mask".*nearest is fill-mask/],
    [["run", "fill-mask", "--top-q", "2"], /unknown option --top-q.*--top-k/],
    [["run", "fill-mask", "--model", "x"], /--input/],
    [
      ["run", "fill-mask", "--model", join(golden, "bert-labels"), "--input", "a", "--top-k", "0"],
      /--top-k is "0", expected an integer/,
    ],
    [
      ["run", "fill-mask", "--model", join(golden, "bert-labels"), "--input", "a"],
      /BertForSequenceClassification \(model_type bert\), which fits text-classification/,
    ],
  ])("%j is refused", async (args, message) => {
    const { code, stderr } = await qkv(args);
    expect(code).not.toBe(0);
    expect(stderr).toMatch(message);
  });
});
