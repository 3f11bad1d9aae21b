import { nearestHint } from "@qkv/nn/options";
import { UsageError } from "../failures/command-error.ts";
import type { Option, OptionTable } from "./option.ts";
import { optionName } from "./option-name.ts";

interface Variable {
  /** QKV_TRAIN_D_MODEL */
  readonly variable: string;
  /** d-model */
  readonly name: string;
  readonly value: string;
}

/**
 * Arguments with the options before them that the environment gives: QKV_TRAIN_LR=3e-4 is --lr 3e-4, unless --lr is
 * among the arguments. `tableOf` finds the options, which may follow from one of them.
 *
 * @throws UsageError that names the variable, for an option that there is not, and for a value that it does not take
 */
export function withEnvironment(
  command: string,
  args: readonly string[],
  tableOf: (args: readonly string[]) => OptionTable,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): readonly string[] {
  const prefix = `QKV_${command.toUpperCase()}_`;
  const given = Object.entries(environment).flatMap(([variable, value]): Variable[] => {
    if (!variable.startsWith(prefix) || value === undefined) return [];
    const name = variable.slice(prefix.length).toLowerCase().replaceAll("_", "-");
    return [{ variable, name, value }];
  });
  if (given.length === 0) return args;
  const asArguments = given.map(({ name, value }) => `--${name}=${value}`);
  const table = tableOf([...asArguments, ...args]);
  const named = Object.entries(table).flatMap(([key, option]) => {
    const names = [optionName(key), ...(option.aliases ?? [])];
    return names.map((name) => [name, { option, names }] as const);
  });
  const options = new Map(named);
  const variableOf = (name: string): string => prefix + name.toUpperCase().replaceAll("-", "_");
  return [
    ...given.flatMap((one) => {
      const found = options.get(one.name);
      if (!found) {
        const hint = nearestHint(one.variable, [...options.keys()].map(variableOf));
        throw new UsageError(
          `${one.variable} names no option of qkv ${command}${hint}. qkv ${command} --help lists all`,
        );
      }
      return found.names.some((name) => isGiven(args, name)) ? [] : argumentOf(one, found.option);
    }),
    ...args,
  ];
}

const isGiven = (args: readonly string[], name: string): boolean =>
  args.some((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`));

function argumentOf(
  { variable, name, value }: Variable,
  option: Option<unknown>,
): readonly string[] {
  if (option.valueHint === undefined) {
    if (["1", "true"].includes(value)) return [`--${name}`];
    if (["0", "false"].includes(value)) return [];
    throw new UsageError(`${variable} is ${JSON.stringify(value)}, expected 1 or 0`);
  }
  try {
    option.read([value], name);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(error.message.replace(`--${name}`, variable), { cause: error });
  }
  return [`--${name}=${value}`];
}
