import type {
  GeneratedToken,
  GenerateOptions,
  GenerationResult,
} from "../../generation/generate.ts";
import { type GreedyTarget, greedyDecode } from "../../generation/greedy-decode.ts";
import type { EncoderDecoderDescription } from "../../model-folder/model-description.ts";
import type { EncoderDecoder } from "../../models/roles.ts";
import { beginId, endId } from "../../tokenizers/symbol-vocabulary.ts";
import type { SpeedLimits } from "../recipe-model.ts";
import { RecipeError } from "../settings-error.ts";

/** The likeliest target of a source, token after token. */
export async function decodeSource(
  model: EncoderDecoder,
  source: readonly number[],
  maxLength: number,
  signal?: AbortSignal,
): Promise<GreedyTarget> {
  const limits = { beginIdx: beginId, endIdx: endId, maxLength, ...(signal ? { signal } : {}) };
  const [target] = await greedyDecode(model, [source], limits);
  return target!; // one source, one target
}

/** The target of a source that was typed; its tokens come together, for greedy decoding gives the whole at once. */
export function decodeText(
  model: EncoderDecoder,
  { vocabularies, longestTarget }: EncoderDecoderDescription,
  prompt: string,
  { maxNewTokens = longestTarget, signal, ...sampling }: GenerateOptions,
): AsyncGenerator<GeneratedToken, GenerationResult, void> {
  const [foreign] = Object.keys(sampling);
  if (foreign !== undefined)
    throw new RecipeError(
      (nameOf) =>
        `${nameOf(foreign)} is for models that sample, but a seq2seq model decodes greedily; leave it out`,
    );
  const source = vocabularies.source.encode(vocabularies.sourceSymbols(prompt));
  return (async function* () {
    const { ids, finished } = await decodeSource(model, source, maxNewTokens, signal);
    const symbols = vocabularies.target.decode(ids);
    for (const [i, id] of ids.entries())
      yield { id, text: `${i === 0 ? "" : vocabularies.separator}${symbols[i]}` };
    const text = vocabularies.join(symbols);
    return { text, ids, finishReason: finished ? "stop" : "length" } satisfies GenerationResult;
  })();
}

/** Tokens a second of a target of so many tokens. */
export async function timeDecoding(
  model: EncoderDecoder,
  maxLength: number,
  { signal, onToken }: SpeedLimits,
): Promise<number> {
  const source = Array.from({ length: maxLength }, () => beginId);
  const decode = async (): Promise<number> => {
    const start = performance.now();
    await greedyDecode(model, [source], { beginIdx: beginId, endIdx: -1, maxLength, signal });
    onToken();
    return performance.now() - start;
  };
  await decode(); // kernels are compiled
  return (1000 * (maxLength + 1)) / (await decode());
}
