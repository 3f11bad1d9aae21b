import type { GenerateOptions } from "@qkv/nn/generation";
import type { TextGeneration } from "@qkv/nn/recipes";
import { gbnf, jsonSchema, regex } from "@qkv/nn/structured-output";
import { optionName } from "../command-line/option-name.ts";
import { CommandError, UsageError } from "../failures/command-error.ts";
import { readTextFile } from "../text-source/read-text-file.ts";

/** The options that say what the text must be. */
export interface ConstraintOptions {
  readonly jsonSchema?: string;
  readonly regex?: string;
  readonly grammar?: string;
}

type Constraint = GenerateOptions["constraint"];

/** What the text must be; undefined where it is free. */
export async function chosenConstraint(
  { jsonSchema: schemaFile, regex: pattern, grammar: grammarFile }: ConstraintOptions,
  { tokenizer }: TextGeneration,
): Promise<Constraint> {
  const given = Object.entries({ jsonSchema: schemaFile, regex: pattern, grammar: grammarFile })
    .filter(([, value]) => value !== undefined)
    .map(([name]) => `--${optionName(name)}`);
  if (given.length === 0) return undefined;
  if (given.length > 1)
    throw new UsageError(`${given.join(" and ")} are given together, expected one of them`);
  if (!tokenizer)
    throw new UsageError(
      `${given[0]} is for a model of texts, this one answers in symbols; leave it out`,
    );
  if (pattern !== undefined) return regex(pattern, tokenizer);
  if (grammarFile !== undefined) return gbnf(await readTextFile(grammarFile), tokenizer);
  return jsonSchema(await schemaIn(schemaFile!), tokenizer);
}

async function schemaIn(path: string): Promise<object> {
  const text = await readTextFile(path);
  try {
    return JSON.parse(text) as object;
  } catch (cause) {
    throw new CommandError(`${path} is no JSON: ${(cause as Error).message}`, { cause });
  }
}
