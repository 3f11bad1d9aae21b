import { generationOptions } from "@qkv/nn/generation";
import type { OpenedModel } from "../open-models.ts";
import { targetStart } from "../target-start.ts";

/**
 * How a folder wants its targets begun and ended, and what they may not have. How the next token is chosen is left out: that
 * is what people set here, and beams are no steps.
 *
 * @throws RangeError for a folder that does not say what a target begins with
 */
export function targetOptions(name: string, opened: OpenedModel) {
  const decoderStartTokenId = targetStart(opened);
  if (decoderStartTokenId === undefined)
    throw new RangeError(
      `${name} does not say what it begins with: expected decoder_start_token_id in its generation_config.json`,
    );
  const all = generationOptions(opened.generationConfig ?? {});
  const kept = ["eosTokenId", "padTokenId", "forcedBosTokenId", "badWordsIds", "suppressTokens"];
  const told = Object.fromEntries(Object.entries(all).filter(([key]) => kept.includes(key)));
  return { ...told, decoderStartTokenId };
}
