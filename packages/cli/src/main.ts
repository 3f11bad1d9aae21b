import { defineCommand, runCommand } from "citty";
import manifest from "../package.json" with { type: "json" };
import type { Command } from "./command-line/define-command.ts";
import { helpText } from "./command-line/help.ts";
import { nearestName } from "./command-line/nearest-name.ts";
import { bench } from "./commands/bench.ts";
import { compare } from "./commands/compare.ts";
import { evaluate } from "./commands/evaluate.ts";
import { generate } from "./commands/generate.ts";
import { inspect } from "./commands/inspect.ts";
import { train } from "./commands/train.ts";
import { verify } from "./commands/verify.ts";
import { UsageError } from "./failures/command-error.ts";
import { describeFailure } from "./failures/describe-failure.ts";
import { coloursOf } from "./terminal/colours.ts";

const commands: ReadonlyMap<string, Command> = new Map([
  ["train", train],
  ["generate", generate],
  ["evaluate", evaluate],
  ["inspect", inspect],
  ["bench", bench],
  ["verify", verify],
  ["compare", compare],
]);

const qkv: Command = {
  definition: defineCommand({
    meta: { name: "qkv", description: manifest.description, version: manifest.version },
    subCommands: Object.fromEntries(
      [...commands].map(([name, { definition }]) => [name, definition]),
    ),
  }),
  examples: [
    ["qkv train --data book", "train a small GPT on Moby Dick, in about a minute"],
    ['qkv generate --model runs/book --prompt "Call me "', "let it write"],
  ],
};

/** Run the command line; what goes wrong ends as one line on stderr and an exit code. */
export async function main(args: readonly string[]): Promise<void> {
  // A reader such as `head` may leave early; commands that run for long watch for it themselves.
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  try {
    await dispatch(args);
  } catch (error) {
    const { message, exitCode } = describeFailure(error);
    const colours = coloursOf(process.stderr);
    process.stderr.write(`${colours.red("error:")} ${message}\n`);
    if (process.env.QKV_DEBUG === "1" && error instanceof Error)
      process.stderr.write(`${error.stack}\n${error.cause ? `caused by ${error.cause}\n` : ""}`);
    process.exitCode = exitCode;
  }
}

async function dispatch(args: readonly string[]): Promise<void> {
  const [name, ...rest] = args;
  if (name === undefined || name === "--help" || name === "-h" || name === "help")
    return show(await helpText(qkv.definition, qkv.examples));
  if (name === "--version" || name === "-v") return show(manifest.version);
  const command = commands.get(name);
  if (!command) {
    const kind = name.startsWith("-") ? "option" : "command";
    const nearest = nearestName(name, [...commands.keys()]);
    throw new UsageError(
      `unknown ${kind} ${JSON.stringify(name)}; the nearest command is ${nearest}. qkv --help lists all`,
    );
  }
  if (rest.includes("--help") || rest.includes("-h"))
    return show(await helpText(command.definition, command.examples, qkv.definition));
  await runCommand(command.definition, { rawArgs: rest });
}

function show(text: string): void {
  process.stdout.write(`${text}\n`);
}
