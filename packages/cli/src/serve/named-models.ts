import { existsSync } from "node:fs";
import { basename, resolve } from "node:path";
import { UsageError } from "../failures/command-error.ts";

/** A model to serve: where it lies, and by which name clients ask for it. */
export interface NamedModel {
  readonly name: string;
  readonly path: string;
}

/** What --model gives: DIR, whose last part is the name, or NAME=DIR. A name on the hub is its own. */
export function namedModels(given: readonly string[]): readonly NamedModel[] {
  const models = given.map(namedModel);
  for (const [i, { name }] of models.entries())
    if (models.findIndex((one) => one.name === name) < i)
      throw new UsageError(
        `--model gives ${name} twice; give one of them another name: --model NAME=DIR`,
      );
  return models;
}

function namedModel(text: string): NamedModel {
  const equals = text.indexOf("=");
  if (equals < 0 || existsSync(text))
    return { name: existsSync(text) ? basename(resolve(text)) : text, path: text };
  const [name, path] = [text.slice(0, equals), text.slice(equals + 1)];
  if (/^[\w./:-]{1,100}$/.test(name) && path !== "") return { name, path };
  throw new UsageError(
    `--model is ${JSON.stringify(text)}, expected DIR, or NAME=DIR with a name of letters, digits and . / : _ -`,
  );
}
