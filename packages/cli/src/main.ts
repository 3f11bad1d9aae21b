import { nearestHint } from "@qkv/nn/options";
import manifest from "../package.json" with { type: "json" };
import type { Command } from "./command-line/define-command.ts";
import { commandHelp, overviewHelp } from "./command-line/help.ts";
import { batch } from "./commands/batch.ts";
import { bench } from "./commands/bench.ts";
import { chat } from "./commands/chat.ts";
import { compare } from "./commands/compare.ts";
import { download } from "./commands/download.ts";
import { evaluate } from "./commands/evaluate.ts";
import { export as exportRun } from "./commands/export.ts";
import { generate } from "./commands/generate.ts";
import { import as importRun } from "./commands/import.ts";
import { inspect } from "./commands/inspect.ts";
import { models } from "./commands/models.ts";
import { plan } from "./commands/plan.ts";
import { run } from "./commands/run.ts";
import { serve } from "./commands/serve.ts";
import { sweep } from "./commands/sweep.ts";
import { tasks } from "./commands/tasks.ts";
import { tokenizer } from "./commands/tokenizer.ts";
import { train } from "./commands/train.ts";
import { verify } from "./commands/verify.ts";
import { needsNoGuards, runWithoutGuards } from "./compute-device/run-without-guards.ts";
import { CommandError, UsageError } from "./failures/command-error.ts";
import { describeFailure } from "./failures/describe-failure.ts";
import { coloursOf } from "./terminal/colours.ts";
import { outputFailure, outputWritten, watchOutput } from "./terminal/output-failure.ts";
import { Printer } from "./terminal/printer.ts";
import { wrapWords } from "./terminal/wrap-words.ts";

const commands: readonly Command[] = [
  ...[train, generate, run, batch, chat, serve, evaluate, inspect, plan, bench, verify, compare],
  ...[sweep, tasks, tokenizer, download, models, exportRun, importRun],
];

const overview = {
  description: manifest.description,
  commands,
  examples: [
    ["qkv train --data book", "train a small GPT on Moby Dick, in about a minute"],
    ['qkv generate --model runs/book --prompt "Call me "', "let it write"],
  ],
} as const;

/** Run the command line; what goes wrong ends as one line on stderr and an exit code. */
export async function main(args: readonly string[]): Promise<void> {
  watchOutput(); // commands that run for long, and have something to save, stop for it themselves
  try {
    await dispatch(args);
    await outputWritten();
    const failure = outputFailure();
    if (failure !== undefined) throw new CommandError(failure);
  } catch (error) {
    const { message, exitCode } = describeFailure(error);
    showError(message);
    if (process.env.QKV_DEBUG === "1" && error instanceof Error)
      process.stderr.write(`${error.stack}\n${error.cause ? `caused by ${error.cause}\n` : ""}`);
    process.exitCode = exitCode;
  }
}

async function dispatch(args: readonly string[]): Promise<void> {
  const [name = "help", ...rest] = args;
  if (["help", "--help", "-h"].includes(name)) return showHelp(rest[0], rest.slice(1));
  if (["version", "--version", "-v", "-V"].includes(name)) return show(manifest.version);
  const command = commandNamed(name);
  if (rest[0] === "help" || rest.includes("--help") || rest.includes("-h"))
    return showHelp(command.name, rest);
  process.exitCode = needsNoGuards() ? await runWithoutGuards() : await command.run(rest);
}

function commandNamed(name: string): Command {
  const found = commands.find((one) => one.name === name);
  if (found) return found;
  const kind = name.startsWith("-") ? "option" : "command";
  const names = commands.map((one) => one.name);
  const hint = nearestHint(name, names).replace("nearest", "nearest command");
  throw new UsageError(`unknown ${kind} ${JSON.stringify(name)}${hint}. qkv --help lists all`);
}

/** The help of a command, or what commands there are. */
function showHelp(name: string | undefined, args: readonly string[]): void {
  const { columns } = new Printer();
  const asked = name === undefined || name.startsWith("-") ? undefined : commandNamed(name);
  const narrow = asked?.narrowed?.(args) ?? asked;
  show(narrow ? commandHelp(narrow, columns) : overviewHelp(overview, columns));
}

function show(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** One line; on a terminal wrapped at words. */
function showError(message: string): void {
  const { isTTY, columns } = process.stderr;
  const line = `error: ${message}`;
  const text = (isTTY ? wrapWords(line, columns || 80) : [line]).join("\n");
  process.stderr.write(`${text.replace("error:", coloursOf(process.stderr).red("error:"))}\n`);
}
