import { type ArgDef, type CommandDef, defineCommand } from "citty";
import type { OptionTable, OptionValues } from "./option.ts";
import { optionName } from "./option-name.ts";
import { parseOptions } from "./parse-options.ts";

/** A command line and what it does, for the help. */
export type Example = readonly [line: string, meaning: string];

export interface Command {
  readonly definition: CommandDef;
  readonly examples: readonly Example[];
}

export interface CommandParts<T extends OptionTable> {
  readonly name: string;
  readonly description: string;
  readonly options: T;
  readonly examples: readonly Example[];
  /** Resolves with the exit code. */
  readonly run: (options: OptionValues<T>) => Promise<number>;
}

/** A citty command that takes exactly its options: citty itself lets unknown ones pass. */
export function commandOf<T extends OptionTable>(parts: CommandParts<T>): Command {
  const { name, description, options, examples, run } = parts;
  const args = Object.entries(options).map(([key, option]): [string, ArgDef] => {
    const { description, valueHint } = option;
    return [
      optionName(key),
      valueHint === undefined
        ? { type: "boolean", description }
        : { type: "string", description, valueHint },
    ];
  });
  const definition = defineCommand({
    meta: { name, description },
    args: Object.fromEntries(args),
    run: async ({ rawArgs }) => {
      process.exitCode = await run(parseOptions(name, options, rawArgs));
    },
  });
  return { definition, examples };
}
