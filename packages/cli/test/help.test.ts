import { describe, expect, test } from "vitest";
import { describeExamples } from "../src/command-line/describe-examples.ts";
import { commandHelp } from "../src/command-line/help.ts";
import { bench } from "../src/commands/bench.ts";
import { chat } from "../src/commands/chat.ts";
import { compare } from "../src/commands/compare.ts";
import { evaluate } from "../src/commands/evaluate.ts";
import { export as exportRun } from "../src/commands/export.ts";
import { generate } from "../src/commands/generate.ts";
import { import as importRun } from "../src/commands/import.ts";
import { inspect } from "../src/commands/inspect.ts";
import { serve } from "../src/commands/serve.ts";
import { train } from "../src/commands/train.ts";
import { verify } from "../src/commands/verify.ts";
import { coloursOf, hasColours } from "../src/terminal/colours.ts";
import { qkv } from "./run-qkv.ts";

const trainOptions =
  "task data tokenizer preset out resume resume-or-start device threads model lora lora-alpha lora-dropout lora-targets quantize columns freeze layers heads d-model feed-forward context dropout " +
  "batch steps lr min-lr warmup weight-decay beta2 grad-clip grad-accum label-smoothing seed " +
  "eval-every eval-batches sample-every report json";
const generateOptions =
  "model prompt max-new-tokens unknown stop json temperature top-k top-p min-p repetition-penalty seed json-schema regex grammar quantize device";

test.concurrent.each([
  ["train", trainOptions],
  ["generate", generateOptions],
  [
    "chat",
    "model system load max-context temperature top-k top-p min-p repetition-penalty presence-penalty frequency-penalty seed max-new-tokens device threads quantize dtype",
  ],
  [
    "serve",
    "model port host api-key-file cors-origin max-batch max-queue max-context timeout log-requests device threads quantize dtype",
  ],
  ["evaluate", "model data unknown quantize device json"],
  ["inspect", "model prompt unknown json"],
  ["bench", "device threads seconds json"],
  ["verify", "model devices data unknown tolerance json"],
  ["compare", "model preset devices report json"],
  [
    "batch",
    "task input output model column tokenizer queue shard-size retries batch-size json device threads quantize dtype",
  ],
  ["sweep", "space trials method factor metric seed output queue concurrency trial json"],
  ["download", "model revision anyway json"],
  ["models", "model delete json"],
  ["export", "run to out steps data json"],
  ["import", "from out json"],
])("qkv %s --help lists its options, and examples", async (command, options) => {
  const { code, stdout, stderr } = await qkv([command, "--help"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const listed = [...stdout.matchAll(/^ {2}--([\w-]+)/gm)].map(([, name]) => name);
  expect(listed).toEqual(options.split(" "));
  expect(stdout).toContain("EXAMPLES");
  expect(stdout).toMatch(new RegExp(`^ {2}(\\w+=\\S+ )?qkv ${command} [-\\w]`, "m"));
});

test.each([[[]], [["--help"]], [["-h"]]])("qkv %j shows the commands", async (args) => {
  const { code, stdout } = await qkv(args);
  expect(code).toBe(0);
  for (const command of ["train", "generate", "evaluate", "inspect", "bench", "verify", "compare"])
    expect(stdout).toContain(command);
});

test.concurrent.each([
  ["help", "train"],
  ["--help", "train"],
  ["train", "-h"],
  ["train", "help"],
])("qkv %s %s shows the help of train", async (...args) => {
  expect(await qkv(args)).toEqual(await qkv(["train", "--help"]));
});

test("qkv help names the command that was meant", async () => {
  const { code, stdout, stderr } = await qkv(["help", "trian"]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain('unknown command "trian"; the nearest command is train');
});

test("qkv --version", async () => {
  expect(await qkv(["--version"])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
  });
});

test("away from a terminal colours appear only when they are forced, and never with NO_COLOR", async () => {
  const help = async (env: Readonly<Record<string, string>>): Promise<string> =>
    (await qkv(["train", "--help"], { env })).stdout;
  expect(await help({ FORCE_COLOR: "1" })).toContain("\u001b[");
  const plain = await help({});
  expect(plain).not.toContain("\u001b[");
  expect(await help({ FORCE_COLOR: "1", NO_COLOR: "1" })).toBe(plain);
  expect(await help({ FORCE_COLOR: "0" })).toBe(plain);
  expect(await help({ CI: "true" })).toBe(plain);
});

test.each<[terminal: boolean, environment: Record<string, string>, colours: boolean]>([
  [true, {}, true],
  [false, {}, false],
  [true, { TERM: "dumb" }, false],
  [true, { TERM: "dumb", FORCE_COLOR: "1" }, true],
  [false, { CI: "true" }, false],
  [true, { NO_COLOR: "1" }, false],
  [true, { NO_COLOR: "0" }, false],
  [true, { NO_COLOR: "" }, true],
  [false, { FORCE_COLOR: "true" }, true],
  [false, { FORCE_COLOR: "3" }, true],
  [true, { FORCE_COLOR: "0" }, false],
  [true, { FORCE_COLOR: "false" }, false],
  [true, { FORCE_COLOR: "" }, true],
  [false, { FORCE_COLOR: "" }, false],
  [true, { FORCE_COLOR: "1", NO_COLOR: "1" }, false],
])("on a terminal (%s) with %j there are colours: %s", (terminal, environment, colours) => {
  expect(hasColours(terminal, environment)).toBe(colours);
});

const commands = [
  ...[train, generate, chat, serve, evaluate, inspect, bench, verify, compare],
  ...[exportRun, importRun],
];

describe.each([50, 60, 80, 140])("help on %i columns", (columns) => {
  test.each(commands.map((command) => [command.name, command] as const))(
    "%s fits, and wraps between words",
    (_, command) => {
      const page = commandHelp(command, columns);
      const lines = page.split("\n");
      expect(lines.filter((line) => line.length > columns)).toEqual([]);
      expect(lines.filter((line) => line.endsWith(" "))).toEqual([]);
      const words = page.split(/\s+/).join(" ");
      for (const [, options] of command.groups)
        for (const { description } of Object.values(options)) expect(words).toContain(description);
      if (columns >= 80) expect(lines.length).toBeLessThan(100);
    },
  );
});

test("a command of an example that is wider than the terminal goes on behind a backslash", () => {
  const [line, meaning] = ["qkv train --data book --layers 3 --json > losses.jsonl", "figures"];
  const page = describeExamples([[line, meaning]], 40, coloursOf({}));
  expect(page).toBe(
    "  # figures\n  qkv train --data book --layers 3 \\\n    --json > losses.jsonl",
  );
});
