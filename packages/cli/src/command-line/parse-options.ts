import { parseArgs } from "node:util";
import { nearestHint } from "@qkv/nn/options";
import { UsageError } from "../failures/command-error.ts";
import type { OptionTable, OptionValues } from "./option.ts";
import { optionName } from "./option-name.ts";

/**
 * Values of the options given; anything that is not in the table is a UsageError. An argument that stands by itself is the
 * value of the option `bare`, where there is one and it has none yet, else one more of the option `others`.
 */
export function parseOptions<T extends OptionTable>(
  command: string,
  table: T,
  args: readonly string[],
  standing: Standing<keyof T & string> = {},
): OptionValues<T> {
  const given = givenTexts(command, table, args, standing);
  const entries = Object.entries(table).flatMap(([key, option]) => {
    const texts = given.get(optionName(key));
    return texts === undefined ? [] : [[key, option.read(texts, optionName(key))] as const];
  });
  // Each entry has its option's type; Object.fromEntries cannot say so.
  return Object.fromEntries(entries) as OptionValues<T>;
}

/** Options whose values may stand by themselves. */
interface Standing<Key extends string> {
  readonly bare?: Key | undefined;
  readonly others?: Key | undefined;
}

function givenTexts(
  command: string,
  table: OptionTable,
  args: readonly string[],
  { bare, others }: Standing<string>,
): ReadonlyMap<string, readonly string[]> {
  const takesValue = new Map<string, boolean>();
  const ownNames = new Map<string, string>();
  for (const [key, { valueHint, aliases = [] }] of Object.entries(table))
    for (const name of [optionName(key), ...aliases]) {
      takesValue.set(name, valueHint !== undefined);
      ownNames.set(name, optionName(key));
    }
  const given = new Map<string, string[]>();
  for (const token of tokens(takesValue, args)) {
    if (token.kind === "option-terminator") continue;
    if (token.kind === "positional") {
      if (bare !== undefined && !given.has(optionName(bare))) {
        given.set(optionName(bare), [token.value]);
        continue;
      }
      if (others !== undefined) {
        given.set(optionName(others), [...(given.get(optionName(others)) ?? []), token.value]);
        continue;
      }
      throw new UsageError(
        `unexpected argument ${JSON.stringify(token.value)}: qkv ${command} takes ` +
          `${bare === undefined ? "options only" : `one --${optionName(bare)}`}; quote values that have spaces`,
      );
    }
    const { name, rawName, value, inlineValue } = token;
    const valued = rawName.startsWith("--") ? takesValue.get(name) : undefined;
    if (valued === undefined) throw unknownOption(command, rawName, [...takesValue.keys()]);
    if (!valued && value !== undefined)
      throw new UsageError(`--${name} takes no value, but ${JSON.stringify(value)} was given`);
    if (valued && (value === undefined || (!inlineValue && value.startsWith("--"))))
      throw new UsageError(
        `--${name} lacks its value` +
          (value === undefined ? "" : `; for one that begins with --, write --${name}=${value}`),
      );
    const own = ownNames.get(name)!;
    given.set(own, [...(given.get(own) ?? []), value ?? ""]);
  }
  return given;
}

function tokens(takesValue: ReadonlyMap<string, boolean>, args: readonly string[]) {
  const options = Object.fromEntries(
    [...takesValue].map(([name, valued]) => [
      name,
      { type: valued ? ("string" as const) : ("boolean" as const), multiple: true },
    ]),
  );
  return parseArgs({ args: [...args], options, strict: false, tokens: true }).tokens;
}

function unknownOption(command: string, rawName: string, names: readonly string[]): UsageError {
  const hint = nearestHint(rawName.replace(/^-+/, ""), names, "--");
  return new UsageError(`unknown option ${rawName}${hint}. qkv ${command} --help lists all`);
}
