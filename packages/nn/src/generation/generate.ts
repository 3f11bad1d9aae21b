import { yieldToEventLoop } from "../event-loop/yield-to-event-loop.ts";
import type { Decoder } from "../models/roles.ts";
import { inferenceOf } from "../module/evaluating.ts";
import { type Complete, defineOptions, type Given } from "../options/define-options.ts";
import { expectObject, expectText } from "../options/expect-argument.ts";
import { flag, integer, number, passing, texts } from "../options/fields.ts";
import { isAbortSignal } from "../options/kinds-of-values.ts";
import { Generator } from "../random/generator.ts";
import { StreamingDecoder } from "../tokenizers/streaming-decoder.ts";
import type { Tokenizer } from "../tokenizers/tokenizer.ts";
import { generateIdsOptions } from "./generate-ids-options.ts";
import { nextTokenLogits } from "./next-token-logits.ts";
import { sampleToken } from "./sample.ts";
import { samplingOptions } from "./sampling-options.ts";
import { StopStrings } from "./stop-strings.ts";

const generateOptions = defineOptions("generate", {
  /** 200 unless given. */
  maxNewTokens: integer({ from: 1, default: 200 }),
  /** Of the sampling; the same seed gives the same text. */
  seed: number({ default: 0 }),
  /** Generation ends before the first of these that appears in the new text. */
  stop: texts({ default: [] }),
  /** Any of these tokens ends the generation, and is no part of it. */
  eosTokenId: generateIdsOptions.fields.eosTokenId,
  /** Keep keys and values of past tokens. Changes the speed, not the text. */
  useCache: flag({ default: true }),
  signal: passing<AbortSignal>(isAbortSignal, { optional: true, expected: "an AbortSignal" }),
  ...samplingOptions.fields,
});

export type GenerateOptions = Given<typeof generateOptions>;

export interface GeneratedToken {
  readonly id: number;
  /** Text that is now sure to belong to the result; empty while a stop string may have begun. */
  readonly text: string;
}

export interface GenerationResult {
  /** New text, without the prompt and the stop string. */
  readonly text: string;
  readonly ids: readonly number[];
  readonly finishReason: "length" | "stop";
}

/** Continue a prompt, all at once. Rejects with the signal's reason when aborted. */
export async function generate(
  model: Decoder,
  tokenizer: Tokenizer,
  prompt: string,
  options: GenerateOptions = {},
): Promise<GenerationResult> {
  const tokens = generateStream(model, tokenizer, prompt, options);
  for (let next = await tokens.next(); ; next = await tokens.next())
    if (next.done) return next.value;
}

/** Continue a prompt, token by token; returns the whole result at the end. */
export function generateStream(
  model: Decoder,
  tokenizer: Tokenizer,
  prompt: string,
  options: GenerateOptions = {},
): AsyncGenerator<GeneratedToken, GenerationResult, void> {
  expectObject("generate", "model", model, "a decoder, such as a Gpt", "newCache", "namedModules");
  expectObject("generate", "tokenizer", tokenizer, "a tokenizer", "encode", "decode");
  expectText("generate", "prompt", prompt);
  const chosen = generateOptions.complete(options);
  const ids = [...tokenizer.encode(prompt)];
  if (ids.length === 0)
    throw new RangeError("generate: the prompt is empty, expected at least one token");
  return continued(model, tokenizer, ids, chosen);
}

/** Appends to the ids. */
async function* continued(
  model: Decoder,
  tokenizer: Tokenizer,
  ids: number[],
  {
    maxNewTokens,
    seed,
    stop,
    eosTokenId,
    useCache,
    signal,
    ...sampling
  }: Complete<typeof generateOptions>,
): AsyncGenerator<GeneratedToken, GenerationResult, void> {
  const promptLength = ids.length;
  const history = new Set(ids);
  const growing = new StreamingDecoder((some) => tokenizer.decode(some), ids);
  const begun = tokenizer.decode(ids).length;
  const ends = [eosTokenId].flat();
  const stops = new StopStrings(stop);
  const generator = new Generator(seed);
  const inference = inferenceOf(model);
  const cache = useCache ? model.newCache() : undefined;
  let text = "";
  const result = (finishReason: "length" | "stop"): GenerationResult => ({
    text,
    ids: ids.slice(promptLength),
    finishReason,
  });
  try {
    for (let count = 1; ; count++) {
      signal?.throwIfAborted();
      const logits = await nextTokenLogits(model, ids, cache, inference);
      const id = sampleToken(logits, history, sampling, generator.uniform(1)[0]!);
      if (ends.includes(id)) {
        const rest = stops.add(growing.end());
        const piece = rest.stopped ? rest.sure : rest.sure + stops.rest();
        text += piece;
        if (piece !== "") yield { id, text: piece };
        return result("stop");
      }
      ids.push(id);
      history.add(id);
      const { sure, stopped } = stops.add(growing.add(id));
      const last = count === maxNewTokens && !stopped;
      const piece = last ? tokenizer.decode(ids).slice(begun + text.length) : sure;
      text += piece;
      yield { id, text: piece };
      if (stopped) return result("stop");
      if (last) return result("length");
      await yieldToEventLoop();
    }
  } finally {
    cache?.dispose();
  }
}
