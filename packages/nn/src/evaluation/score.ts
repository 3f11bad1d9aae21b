import { refuseUnknownOptions } from "@qkv/core-wasm/contract";
import type { Decoder, EncoderDecoder } from "../models/roles.ts";
import { Module } from "../module/module.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { describeValue } from "../options/describe-value.ts";
import { expectInstance, expectObject } from "../options/expect-argument.ts";
import { callback, integer, passing } from "../options/fields.ts";
import { isAbortSignal } from "../options/kinds-of-values.ts";
import type { Tokenizer } from "../tokenizers/tokenizer.ts";
import { scoreWindows } from "./score-windows.ts";
import { type ScoredText, scoredText } from "./scored-text.ts";

/** A model and its tokenizer, as `fromPretrained` gives them. */
export interface ModelWithTokenizer {
  readonly model: Module;
  readonly tokenizer?: Tokenizer | undefined;
}

/** What comes with a model out of its folder. */
const partNames: ReadonlySet<string> = new Set([
  ...["model", "tokenizer", "config", "configText", "generationConfig"],
  ...["preprocessorConfig", "processorConfig", "tokenizerFiles"],
]);

/** A text, or its ids; and one that is scored given another: what an encoder reads, or what a text goes on from. */
export type ScorableText =
  | string
  | readonly number[]
  | { readonly source: string | readonly number[]; readonly target: string | readonly number[] };

/** How likely a text is to a model. */
export interface TextScore {
  /** The tokens that were scored: all but those that nothing comes before, and those of a source. */
  readonly ids: readonly number[];
  /** Of each of them, given those before it, in nats. */
  readonly logLikelihoods: readonly number[];
  /** Their sum. */
  readonly logLikelihood: number;
  /** exp of their mean, negated. */
  readonly perplexity: number;
}

const scoreOptions = defineOptions("score", {
  /** Of texts that are no ids; the one that comes with the model unless given. */
  tokenizer: passing<Tokenizer>((value) => typeof Object(value).encode === "function", {
    ...{ optional: true, expected: "a tokenizer" },
  }),
  /** Tokens of a window of a long text at most; as many as the model has room for unless given. */
  windowLength: integer({ from: 2, optional: true }),
  /** New tokens of each window but the first; half a window unless given. Fewer give tokens more to look back on. */
  stride: integer({ from: 1, optional: true }),
  /** Windows side by side; unless given as many as fit in a few hundred megabytes of scores. */
  batchSize: integer({ from: 1, optional: true }),
  /** Checked before every batch. */
  signal: passing<AbortSignal>(isAbortSignal, { optional: true, expected: "an AbortSignal" }),
  /** Called with the windows that are done, and their number. */
  onProgress: callback<(done: number, total: number) => void>({ optional: true }),
});

/** Options of `score`. */
export type ScoreOptions = Given<typeof scoreOptions>;

/**
 * How likely texts are to a language model, token by token. A text that is longer than the model's context is scored in windows
 * that overlap: each begins so far back that its new tokens have a window before them
 * (https://huggingface.co/docs/transformers/perplexity). An encoder-decoder scores the target of each { source, target }; a
 * decoder does too, and goes on from the source.
 *
 * ```ts
 * const [{ perplexity }] = await score(await fromPretrained(folder), [text], { stride: 512 });
 * ```
 *
 * @throws TypeError for a model that predicts no next token; RangeError for a text without a token to score; the signal's reason
 */
export async function score(
  from: Decoder | EncoderDecoder | ModelWithTokenizer,
  texts: readonly ScorableText[],
  options: ScoreOptions = {},
): Promise<TextScore[]> {
  const { model, tokenizer } = partsOf(from);
  const settings = scoreOptions.complete(options);
  if (!Array.isArray(texts))
    throw new TypeError(`score: texts are ${describeValue(texts)}, expected a list of texts`);
  const reader = settings.tokenizer ?? tokenizer;
  const read: readonly ScoredText[] = texts.map((text: ScorableText) =>
    scoredText(model, reader, text),
  );
  const found = await scoreWindows(model, read, settings);
  return found.map((tokens) => {
    const ids = tokens.map(({ id }) => id);
    const logLikelihoods = tokens.map(({ nats }) => -nats);
    const logLikelihood = logLikelihoods.reduce((sum, one) => sum + one, 0);
    const perplexity = Math.exp(-logLikelihood / ids.length);
    return { ids, logLikelihoods, logLikelihood, perplexity };
  });
}

function partsOf(from: Module | ModelWithTokenizer): ModelWithTokenizer {
  if (from instanceof Module) return { model: from };
  expectObject("score", "model", from, "a model, or what fromPretrained gives", "model");
  refuseUnknownOptions("score", from, partNames);
  expectInstance("score", "model", from.model, Module, "a model, or what fromPretrained gives");
  return from;
}
