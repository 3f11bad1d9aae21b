import { isDeepStrictEqual } from "node:util";
import { nearestHint } from "@qkv/nn/options";
import { givenValue } from "../command-line/given-value.ts";
import type { OptionTable } from "../command-line/option.ts";
import { optionName } from "../command-line/option-name.ts";
import { CommandError, UsageError } from "../failures/command-error.ts";

type Value = string | number | boolean | readonly (string | number)[];

/** What a setting may be: any number of a range, on a straight or a logarithmic scale, or one of several values. */
export type Dimension =
  | {
      readonly scale: "linear" | "log";
      readonly from: number;
      readonly to: number;
      /** Numbers of a grid, the ends included. */
      readonly points: number | undefined;
      readonly whole: boolean;
    }
  | { readonly scale: "choice"; readonly values: readonly Value[] };

/** Settings of a trial by the names of the options of `qkv train`: "d-model". */
export type TrialValues = Readonly<Record<string, Value>>;

/** What is tried: settings that all trials have, and those that differ. */
export interface Space {
  readonly fixed: TrialValues;
  readonly dimensions: Readonly<Record<string, Dimension>>;
}

/** Options that are the sweep's to give. */
const taken = ["out", "resume", "resume-or-start", "report", "json", "help"];

/**
 * A space out of JSON: { "data": "book", "steps": 200, "lr": { "log": [1e-4, 1e-2] }, "layers": { "choice": [1, 2] } }.
 * `optionsFor` finds the options of `qkv train` for its arguments.
 *
 * @throws CommandError that names the file, the setting, what was expected and what came
 */
export function readSpace(
  text: string,
  path: string,
  optionsFor: (args: readonly string[]) => OptionTable,
): Space {
  const json = objectIn(text, path);
  const entries = Object.entries(json).map(([name, value]) => [optionName(name), value] as const);
  const fixed = Object.fromEntries(entries.filter(([, value]) => isValue(value))) as TrialValues;
  const table = optionsFor(argumentsOf(fixed));
  const names = Object.keys(table).map(optionName);
  const dimensions: Record<string, Dimension> = {};
  for (const [name, value] of entries) {
    const at = `${path}: ${name}`;
    if (taken.includes(name)) throw new CommandError(`${at} is the sweep's to give; leave it out`);
    const key = Object.keys(table).find((one) => optionName(one) === name);
    if (key === undefined)
      throw new CommandError(`${at} is no option of qkv train${nearestHint(name, names)}`);
    if (!isValue(value)) dimensions[name] = dimensionOf(value, at, table[key]!.valueHint === "N");
  }
  if (Object.keys(dimensions).length === 0)
    throw new CommandError(
      `${path} has no setting that differs, expected one such as "lr": { "log": [1e-4, 1e-2] }`,
    );
  return { fixed, dimensions };
}

/** Refuse values that `qkv train` does not take, before a trial is begun. @throws UsageError */
export function expectTrial(
  values: TrialValues,
  path: string,
  optionsFor: (args: readonly string[]) => OptionTable,
): void {
  const args = argumentsOf(values);
  const table = optionsFor(args);
  for (const [key, option] of Object.entries(table)) {
    const name = optionName(key);
    const text = option.valueHint === undefined ? undefined : givenValue(args, name);
    if (text === undefined) continue;
    try {
      option.read([text], name);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      throw new CommandError(`${path}: ${error.message}`, { cause: error });
    }
  }
}

/** The arguments that say the values to `qkv train`. */
export const argumentsOf = (values: TrialValues): readonly string[] =>
  Object.entries(values).flatMap(([name, value]) => {
    if (value === true) return [`--${name}`];
    return value === false ? [] : [`--${name}=${Array.isArray(value) ? value.join(",") : value}`];
  });

function objectIn(text: string, path: string): Readonly<Record<string, unknown>> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new CommandError(`${path} is no JSON: ${(cause as Error).message}`, { cause });
  }
  if (typeof json === "object" && json !== null && !Array.isArray(json))
    return json as Record<string, unknown>;
  throw new CommandError(`${path} is no JSON object, expected settings by name`);
}

const isScalar = (value: unknown): value is string | number | boolean =>
  ["string", "boolean"].includes(typeof value) || Number.isFinite(value);
const isValue = (value: unknown): value is Value =>
  isScalar(value) || (Array.isArray(value) && value.length > 0 && value.every(isScalar));

const forms =
  '{ "linear": [FROM, TO] }, { "log": [FROM, TO] }, each perhaps with "points": N, or { "choice": [...] }';

function dimensionOf(value: unknown, at: string, whole: boolean): Dimension {
  const wrong = (why: string): CommandError =>
    new CommandError(
      `${at} is ${JSON.stringify(value)}${why}, expected a value, or one of ${forms}`,
    );
  const { points, ...form } = Object(value) as Readonly<Record<string, unknown>>;
  const [[scale, range] = [], ...more] = Object.entries(form);
  if (more.length > 0 || !Array.isArray(range)) throw wrong("");
  if (scale === "choice") {
    const twice = range.some((one, i) =>
      range.slice(0, i).some((other) => isDeepStrictEqual(one, other)),
    );
    if (points !== undefined || range.length < 2 || !range.every(isValue) || twice)
      throw wrong(", with fewer than two different values, or points");
    return { scale, values: range };
  }
  if (scale !== "linear" && scale !== "log") throw wrong("");
  const [from, to] = range as [number, number];
  if (range.length !== 2 || !range.every(Number.isFinite) || from >= to)
    throw wrong(", which is no range that rises");
  if (scale === "log" && from <= 0) throw wrong(", which does not begin above 0");
  if (points !== undefined && !(Number.isSafeInteger(points) && (points as number) > 1))
    throw wrong(", with points that are no integer above 1");
  return { scale, from, to, points: points as number | undefined, whole };
}
