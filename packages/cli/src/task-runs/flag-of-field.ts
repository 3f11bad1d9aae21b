import type { Field } from "@qkv/nn/options";
import type { Option } from "../command-line/option.ts";
import { UsageError } from "../failures/command-error.ts";

/** Whether a field says yes or no. */
export const isFlag = (field: Field<unknown>): boolean => field.expected() === "true or false";

/** An option of a task as one of the command: what is written becomes what the field takes, or is refused in its words. */
export function optionOfField(field: Field<unknown>, description: string): Option<unknown> {
  if (isFlag(field)) return { description, read: () => true };
  return {
    description,
    valueHint: hintOf(field),
    read: (texts, name) => meantBy(field, texts, name),
  };
}

/** One of them is in every range of whole numbers that settings have. */
const wholeNumbers = [0, ...Array.from({ length: 31 }, (_, i) => 2 ** i)];

/** What stands for the value in the help. */
function hintOf(field: Field<unknown>): string {
  const choices = [...field.expected().matchAll(/"([\w-]+)"/g)].map(([, choice]) => choice);
  if (choices.length > 1) return choices.length > 4 ? "NAME" : choices.join("|");
  if (field.fits(0.5) || field.fits(1.5)) return "X";
  if (wholeNumbers.some((number) => field.fits(number))) return "N";
  return field.fits(["a"]) ? "TEXT,TEXT" : "TEXT";
}

function meantBy(field: Field<unknown>, texts: readonly string[], name: string): unknown {
  const written = texts.at(-1) ?? "";
  for (const value of readings(texts, written))
    if (value !== undefined && field.fits(value)) return value;
  throw new UsageError(`--${name} is ${JSON.stringify(written)}, expected ${field.expected()}`);
}

/** What a text may mean, the likeliest first. */
function* readings(texts: readonly string[], written: string): Generator<unknown, void, void> {
  const number = numberIn(written);
  if (!Number.isNaN(number)) yield number;
  if (["true", "false", "null"].includes(written)) yield JSON.parse(written);
  const parts = texts.flatMap((one) => one.split(",").map((part) => part.trim()));
  const named = parts.filter((part) => part !== "");
  const numbers = named.map(numberIn);
  if (!numbers.some(Number.isNaN)) yield numbers;
  if (written.startsWith("[")) yield parsed(written);
  if (parts.length > 1) yield named;
  yield written;
  yield named;
}

const numberIn = (text: string): number => (text.trim() === "" ? Number.NaN : Number(text));

/** undefined of what is no JSON, which no field takes. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
