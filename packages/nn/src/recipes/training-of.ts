import type { JsonFields } from "../model-folder/json-fields.ts";
import type { DataRecord, TrainingRecord } from "../model-folder/model-description.ts";
import { RecipeError } from "./settings-error.ts";

/** A folder's record of a training, with the settings that `read` finds in it and no others. */
export function checkedTraining<S extends object>(
  training: TrainingRecord<JsonFields>,
  read: (fields: JsonFields) => S,
): TrainingRecord<S> {
  const settings = read(training.settings);
  training.settings.requireKnown(settings);
  return { ...training, settings };
}

/** Throw unless the data are those that the run was trained on. `run` names it. */
export function requireSameData(
  now: DataRecord,
  stored: DataRecord | undefined,
  run: string,
): void {
  if (!stored || now.sha256 === stored.sha256) return;
  throw new RecipeError(
    (nameOf) =>
      `the text of ${now.source} is not the one that ${run} was trained on ` +
      `(${stored.source}, SHA-256 ${stored.sha256.slice(0, 16)}…); ` +
      `name that one with ${nameOf("data")}, or start a new run without ${nameOf("resume")}`,
  );
}

/** Throw unless the vocabulary of a run is that of its data: `symbols` by id, as training on them gives. */
export function requireSameVocabulary(
  stored: readonly string[],
  trained: readonly string[],
  { source, run }: { readonly source: string; readonly run: string },
): void {
  const count = Math.max(stored.length, trained.length);
  for (let id = 0; id < count; id++)
    if (stored[id] !== trained[id])
      throw new RecipeError(
        `the vocabulary of ${run} is not that of ${source}: id ${id} is ${JSON.stringify(stored[id])}, ` +
          `expected ${JSON.stringify(trained[id])}; the tokenizer in the folder is of another run`,
      );
}

/** Throw unless the stored shape is the one that the stored settings describe. `file` has the settings. */
export function requireSameShape(stored: object, described: object, file: string): void {
  const made = new Map<string, unknown>(Object.entries(described));
  for (const [key, value] of Object.entries(stored))
    if (JSON.stringify(value) !== JSON.stringify(made.get(key)))
      throw new RecipeError(
        `${key} of the model is ${JSON.stringify(value)}, but the settings in ${file} make it ${JSON.stringify(made.get(key))}`,
      );
}
