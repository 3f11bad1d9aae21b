import type { GenerateIdsOptions } from "../../generation/generate-ids-options.ts";
import { generationOptions } from "../../generation/generation-config.ts";
import type { ReadyModel } from "../task-model.ts";
import { type GivenGeneration, generationOf } from "./generation-fields.ts";

/** Tokens that are generated where nobody says how many. */
const usualNewTokens = 256;

/**
 * How texts are generated: as the call says, else as config.json says for the task, else as generation_config.json says, else
 * by the task's own defaults. A `maxLength` counts more than a `maxNewTokens` that comes from further behind.
 */
export function generationSettings(
  { config, generationConfig, tokenizer }: ReadyModel,
  given: object,
  { task, defaults = {} }: { readonly task: string; readonly defaults?: GivenGeneration },
): GenerateIdsOptions {
  const { prefix: _, ...ofTask } = taskParameters(config, task);
  const layers: readonly GivenGeneration[] = [
    { maxNewTokens: usualNewTokens, ...defaults },
    ownOptions(generationConfig),
    generationOptions(ofTask),
    generationOf(given),
  ];
  const merged = layers.reduce<GivenGeneration>((under, over) => {
    const { maxNewTokens, ...rest } = under;
    const counts = over.maxLength !== undefined && over.maxNewTokens === undefined;
    return { ...rest, ...(counts || maxNewTokens === undefined ? {} : { maxNewTokens }), ...over };
  }, {});
  const padTokenId = merged.padTokenId ?? tokenizer?.specialTokenId("pad");
  return { ...merged, ...(padTokenId === undefined ? {} : { padTokenId }) };
}

/** Of a generation_config.json; a length of 20, which Hugging Face writes where nothing was said, says nothing. */
function ownOptions(generationConfig: Readonly<Record<string, unknown>>): GivenGeneration {
  const { max_length: maxLength, ...rest } = generationConfig;
  const said = maxLength !== undefined && maxLength !== null && maxLength !== 20;
  return generationOptions(said ? { ...rest, max_length: maxLength } : rest);
}

/** What `task_specific_params` of config.json says of a task. */
export function taskParameters(
  config: Readonly<Record<string, unknown>>,
  task: string,
): Readonly<Record<string, unknown>> {
  const all = Object(config.task_specific_params) as Record<string, unknown>;
  return Object.hasOwn(all, task) ? (Object(all[task]) as Record<string, unknown>) : {};
}

/** What stands before each input: as the call says, or config.json for the task. */
export function prefixOf({ config }: ReadyModel, task: string, given: string | undefined): string {
  const own = taskParameters(config, task).prefix ?? config.prefix;
  return given ?? (typeof own === "string" ? own : "");
}
