import type { OptionTable, OptionValues } from "./option.ts";
import { parseOptions } from "./parse-options.ts";

/** A command line and what it does, for the help. */
export type Example = readonly [line: string, meaning: string];

/** Options that belong together, and what they are about. */
export type OptionGroup = readonly [title: string, options: OptionTable];

export interface Command {
  readonly name: string;
  readonly description: string;
  /** All of its options, in the order of the help. */
  readonly groups: readonly OptionGroup[];
  /** How a command line is written, for the help; the name and options unless given. */
  readonly usage?: string;
  /** What the help lists before the options, names and their meanings. */
  readonly lists?: readonly (readonly [
    title: string,
    entries: readonly (readonly [name: string, meaning: string])[],
  ])[];
  readonly examples: readonly Example[];
  /** The command that these arguments are of, where the first of them chooses among several. */
  readonly narrowed?: (args: readonly string[]) => Command;
  /** Resolves with the exit code. @throws UsageError for arguments that it does not take */
  readonly run: (args: readonly string[]) => Promise<number>;
}

export interface CommandParts<T extends OptionTable> {
  readonly name: string;
  readonly description: string;
  readonly options: T;
  /** The same options in groups; all in one unless given. */
  readonly groups?: readonly OptionGroup[];
  /** The option whose value may stand by itself: `qkv plan DIR`. */
  readonly bare?: keyof T & string;
  /** The option that every other argument which stands by itself is a value of. */
  readonly others?: keyof T & string;
  readonly examples: readonly Example[];
  readonly run: (options: OptionValues<T>) => Promise<number>;
}

/** A command that takes exactly its options. */
export function commandOf<T extends OptionTable>(parts: CommandParts<T>): Command {
  const {
    name,
    description,
    options,
    groups = [["Options", options]],
    bare,
    others,
    examples,
    run,
  } = parts;
  return {
    ...{ name, description, groups, examples },
    run: async (args) => run(parseOptions(name, options, args, { bare, others })),
  };
}
