import { describeRange, isInRange, type NumberRange, nearestHint } from "@qkv/nn/options";
import { UsageError } from "../failures/command-error.ts";

/** One option of a command. */
export interface Option<T> {
  readonly description: string;
  /** Name of the value in the help; a flag has none. */
  readonly valueHint?: string;
  /** Other names that it goes by, kebab-case. */
  readonly aliases?: readonly string[];
  /** The value of what was given, once or several times; throws a UsageError that names the option. */
  readonly read: (texts: readonly string[], name: string) => T;
}

/** A command's options by camelCase name; on the command line they are kebab-case. */
export type OptionTable = Readonly<Record<string, Option<unknown>>>;

/** What the user gave; options that were not given are absent. */
export type OptionValues<T extends OptionTable> = {
  readonly [K in keyof T]?: T[K] extends Option<infer V> ? V : never;
};

export function flag(description: string): Option<true> {
  return { description, read: () => true };
}

export function text(description: string, valueHint: string): Option<string> {
  const read = (texts: readonly string[], name: string): string => {
    const value = last(texts);
    if (value === "") throw new UsageError(`--${name} is empty, expected ${valueHint}`);
    return value;
  };
  return { description, valueHint, read };
}

/** An option that may be given several times. */
export function texts(description: string, valueHint: string): Option<readonly string[]> {
  const one = text(description, valueHint);
  const read = (given: readonly string[], name: string): readonly string[] =>
    given.map((value) => one.read([value], name));
  return { description, valueHint, read };
}

/** Names between commas; what is given several times counts together. */
export function list(description: string, valueHint: string): Option<readonly string[]> {
  const read = (given: readonly string[], name: string): readonly string[] => {
    const names = given.flatMap((one) => one.split(",").map((part) => part.trim()));
    if (names.includes(""))
      throw new UsageError(`--${name} has an empty name, expected ${valueHint}`);
    return names;
  };
  return { description, valueHint, read };
}

/** The same option under another name as well. */
export const also = <T>(alias: string, option: Option<T>): Option<T> => ({
  ...option,
  description: `${option.description} (also --${alias})`,
  aliases: [...(option.aliases ?? []), alias],
});

export function number(description: string, range: NumberRange): Option<number> {
  const read = (given: readonly string[], name: string): number => {
    const value = last(given);
    const parsed = value.trim() === "" ? Number.NaN : Number(value);
    if (!isInRange(parsed, range))
      throw new UsageError(
        `--${name} is ${JSON.stringify(value)}, expected ${describeRange(range)}`,
      );
    return parsed;
  };
  return { description, valueHint: range.integer ? "N" : "X", read };
}

export function choice<T extends string>(description: string, names: readonly T[]): Option<T> {
  const read = (given: readonly string[], name: string): T => {
    const value = last(given);
    const known = names.find((one) => one === value);
    if (known !== undefined) return known;
    throw new UsageError(
      `--${name} is ${JSON.stringify(value)}, expected ${names.join(", ")}${nearestHint(value, names)}`,
    );
  };
  return { description, valueHint: names.join("|"), read };
}

// The last one counts, so that a script's own options can be overridden behind them.
const last = (texts: readonly string[]): string => texts[texts.length - 1] ?? "";
