import { describeValue } from "../options/describe-value.ts";
import { expectObject } from "../options/expect-argument.ts";
import { OptionError } from "../options/option-error.ts";
import { type GenerateIdsOptions, generateIdsOptions } from "./generate-ids-options.ts";

/** Fields that say how, or by what machinery, Hugging Face's library computes the same, or of what it tells beside it. */
const withoutEffect = new Set([
  ...["_from_model_config", "transformers_version", "cache_config", "cache_implementation"],
  ...["return_dict_in_generate", "return_legacy_cache", "low_memory", "disable_compile"],
  ...["compile_config", "prefill_chunk_size", "is_assistant", "assistant_early_exit"],
  ...["num_assistant_tokens_schedule", "assistant_confidence_threshold"],
  ...["assistant_lookbehind", "target_lookbehind"],
]);

/** What is not done: the values with which they do nothing, and why the others are refused. */
const refused: Readonly<Record<string, readonly [neutral: unknown, why: string]>> = {
  num_beam_groups: [1, "diverse beams, which Hugging Face has dropped too"],
  diversity_penalty: [0, "diverse beams, which Hugging Face has dropped too"],
  penalty_alpha: [0, "contrastive search, which Hugging Face has dropped too"],
  dola_layers: [undefined, "DoLa, which Hugging Face has dropped too"],
  force_words_ids: [undefined, "constrained beams; use prefixAllowedTokensFn"],
  constraints: [undefined, "constrained beams; use prefixAllowedTokensFn"],
  token_healing: [false, "token healing"],
  watermarking_config: [undefined, "watermarks"],
};

/**
 * What a generation_config.json, or options under Hugging Face's names, say to `generateIds`. null says nothing.
 *
 * @throws OptionError for a field that is not understood, or that asks for what is not done
 */
export function generationOptions(config: Readonly<Record<string, unknown>>): GenerateIdsOptions {
  expectObject("generationOptions", "config", config);
  return optionsNamed("generation_config.json", config);
}

/** The options that stand under Hugging Face's names in a file, or in what a function was given. */
function optionsNamed(
  where: string,
  config: Readonly<Record<string, unknown>>,
): GenerateIdsOptions {
  const options: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(config)) {
    if (value === null || value === undefined || withoutEffect.has(field)) continue;
    if (value === false && field.startsWith("output_")) continue; // a text has none of them
    const name = camelCase(field);
    if (Object.hasOwn(refused, field)) expectNeutral(where, field, value);
    else if (/^[a-z_]+$/.test(field) && Object.hasOwn(generateIdsOptions.fields, name))
      options[name] = value;
    else
      throw new OptionError(
        `${where}: ${field} is ${describeValue(value)}, which is not understood`,
      );
  }
  return options;
}

/** Options as they are, and under the names of a generation_config.json. */
export type WithConfigNames<Options> = Options & {
  readonly [field: `${string}_${string}`]: unknown;
};

/** Options whose names have underscores under ours; null says nothing. */
export function inOurNames<Options extends object>(
  who: string,
  options: WithConfigNames<Options>,
): Options {
  expectObject(who, "options", options);
  const entries = Object.entries(options).filter(([, value]) => value !== null);
  const theirs = entries.filter(([name]) => name.includes("_"));
  if (theirs.length === 0 && entries.length === Object.keys(options).length) return options;
  const ours = entries.filter(([name]) => !name.includes("_"));
  return {
    ...optionsNamed(who, Object.fromEntries(theirs)),
    ...Object.fromEntries(ours),
  } as Options;
}

function expectNeutral(where: string, field: string, value: unknown): void {
  const [neutral, why] = refused[field]!;
  if (value === neutral) return;
  const expected = neutral === undefined ? "it left out" : describeValue(neutral);
  throw new OptionError(
    `${where}: ${field} is ${describeValue(value)}, expected ${expected}: there is no ${why}`,
  );
}

const camelCase = (name: string): string =>
  name.replace(/_+([a-z])/g, (_, letter: string) => letter.toUpperCase());
