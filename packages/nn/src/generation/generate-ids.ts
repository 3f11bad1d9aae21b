import { refuseUnknownOptions } from "@qkv/core-wasm/contract";
import type { ConditionalGenerator, Decoder } from "../models/roles.ts";
import { isConditionalGenerator } from "../models/roles.ts";
import { inferenceOf } from "../module/evaluating.ts";
import { expectObject } from "../options/expect-argument.ts";
import { conditionalPrompts } from "./conditional-prompts.ts";
import { conditionalSteps } from "./conditional-steps.ts";
import { type GenerateIdsOptions, generateIdsOptions } from "./generate-ids-options.ts";
import { greedily } from "./greedily.ts";
import { longestSequence } from "./longest-sequence.ts";
import { type Prompts, rowsOfOneLength, shownTokens } from "./prompts.ts";
import { decoderSteps } from "./token-steps.ts";

const promptNames: ReadonlySet<string> = new Set<keyof Prompts>([
  ...(["ids", "attentionMask", "inputs", "begun"] as const),
]);

/**
 * The likeliest next token, again and again, for a batch of prompts of one length: all tokens of each sequence, padded on the
 * right, as Hugging Face's `generate` gives them. A decoder goes on with its prompts, which are padded on the left. An encoder
 * reads them, or `inputs`, and its decoder begins with `decoderStartTokenId` or `begun`.
 *
 * @throws RangeError for prompts without tokens or of several lengths, and where nothing says what a target begins with; the
 * signal's reason
 */
export async function generateIds(
  model: Decoder | ConditionalGenerator,
  prompts: Prompts,
  options: GenerateIdsOptions = {},
): Promise<number[][]> {
  expectObject("generateIds", "model", model, "a decoder, such as a Gpt", "namedModules");
  expectObject("generateIds", "prompts", prompts, "an object { ids } of arrays of ids");
  refuseUnknownOptions("generateIds", prompts, promptNames);
  const settings = generateIdsOptions.complete(options);
  const inference = inferenceOf(model);
  if (isConditionalGenerator(model)) {
    using given = conditionalPrompts(model, prompts, settings);
    using steps = conditionalSteps(model, {
      ...{ inputs: given.inputs, begun: given.begun },
      longest: longestSequence(given.begun, settings),
    });
    return await greedily(steps, inference, settings);
  }
  expectObject("generateIds", "model", model, "a decoder, such as a Gpt", "newCache");
  for (const name of ["inputs", "begun"] as const)
    if (prompts[name] !== undefined)
      throw new TypeError(
        `generateIds: ${name} is given, and the model has no encoder; expected ids alone`,
      );
  const ids = rowsOfOneLength("ids", prompts.ids);
  const attentionMask = prompts.attentionMask ?? shownTokens(ids, settings);
  using steps = decoderSteps(model, { ids, attentionMask });
  return await greedily(steps, inference, settings);
}
