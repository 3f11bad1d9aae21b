import { type Complete, defineOptions, type Given } from "../../options/define-options.ts";
import { expectIterable } from "../../options/expect-argument.ts";
import { anything, callback, integer, number, passing, text, texts } from "../../options/fields.ts";
import { isAbortSignal } from "../../options/kinds-of-values.ts";
import { ComponentFields } from "../component-fields.ts";
import { readNormalizer } from "../normalizers/index.ts";
import { readPreTokenizer } from "../pre-tokenizers/index.ts";
import { PretrainedTokenizer } from "../pretrained-tokenizer.ts";
import type { ComponentReader } from "../read-component.ts";
import { byteCharacters } from "../text/bytes-as-characters.ts";
import { type TokenizerType, tokenizerTypes, typeDefaults } from "./tokenizer-types.ts";
import { trainBpe } from "./train-bpe.ts";
import { trainUnigram } from "./train-unigram.ts";
import { type TrainingProgress, TrainingTurns } from "./training-turns.ts";
import { linesOf, WordCounts } from "./word-counts.ts";
import { lineCutFor } from "./word-cuts.ts";

export const tokenizerTraining = defineOptions("trainTokenizer", {
  /** Number of tokens, the special ones included; fewer where the text gives no more. 8,000 unless given. */
  vocabSize: integer({ from: 1, to: 2 ** 23, default: 8000 }),
  /** They come first; those of the best known tokenizer of the kind unless given. */
  specialTokens: texts({ optional: true }),
  /** The special token that stands for what is unknown; that of the kind unless given. */
  unknownToken: text({ optional: true }),
  /** Pairs and words that come more seldom get no token; 0 unless given. */
  minFrequency: integer({ from: 0, default: 0 }),
  /** The most characters that get a token of their own; all unless given. */
  limitAlphabet: integer({ from: 1, optional: true }),
  /** Characters that get a token whether they come or not; where there are stages of bytes all 256, else none, unless given. */
  initialAlphabet: texts({ optional: true }),
  /** Before every symbol of a word but the first; "##" in WordPiece, nothing in BPE, unless given. */
  continuingSubwordPrefix: text({ optional: true }),
  /** Behind the last symbol of a word; nothing unless given. */
  endOfWordSuffix: text({ default: "" }),
  /** Stages as they stand in a tokenizer.json, null for none; those of the kind unless given. */
  normalizer: anything<object | null>({ optional: true }),
  preTokenizer: anything<object | null>({ optional: true }),
  postProcessor: anything<object | null>({ optional: true }),
  decoder: anything<object | null>({ optional: true }),
  /** Of a unigram piece, in characters; 16 unless given. */
  maxPieceLength: integer({ from: 1, to: 1000, default: 16 }),
  /** How many pieces the training of a unigram model begins with at most; 1,000,000 unless given. */
  seedSize: integer({ from: 1, default: 1_000_000 }),
  /** What share of the unigram pieces stays after each round; 0.75 unless given. */
  shrinkingFactor: number({ above: 0, below: 1, default: 0.75 }),
  /** Steps of expectation and maximisation in each round; 2 unless given. */
  subIterations: integer({ from: 1, to: 1000, default: 2 }),
  signal: passing<AbortSignal>(isAbortSignal, { optional: true, expected: "an AbortSignal" }),
  /** Called with what is done at the moment, how much of it, and how much there is. */
  onProgress: callback<TrainingProgress>({ optional: true }),
});

/** Options of `trainTokenizer`: those of Hugging Face's trainers, and the stages around the model. */
export type TokenizerTrainingOptions = Given<typeof tokenizerTraining>;

type Chosen = Complete<typeof tokenizerTraining>;

/**
 * A tokenizer trained on texts, whose JSON is a tokenizer.json that Hugging Face's library opens. What it learns is what
 * that library's trainers learn: the same merges in the same order, or the same pieces.
 *
 * @param type "bpe" (of bytes, as GPT-2), "wordpiece" (as BERT), "unigram" (as T5), "word" or "character"
 * @throws RangeError where the vocabulary has no room for the characters of a unigram model; the signal's reason
 */
export async function trainTokenizer(
  type: TokenizerType,
  given: Iterable<string>,
  options: TokenizerTrainingOptions = {},
): Promise<PretrainedTokenizer> {
  if (!tokenizerTypes.includes(type))
    throw new TypeError(
      `trainTokenizer: type is ${JSON.stringify(type)}, expected ${tokenizerTypes.join(", ")}`,
    );
  expectIterable("trainTokenizer", "texts", given);
  const chosen = tokenizerTraining.complete(options);
  const defaults = typeDefaults[type];
  const stages = {
    normalizer: chosen.normalizer === undefined ? defaults.normalizer : chosen.normalizer,
    pre_tokenizer: chosen.preTokenizer === undefined ? defaults.preTokenizer : chosen.preTokenizer,
    post_processor: chosen.postProcessor ?? null,
    decoder: chosen.decoder === undefined ? defaults.decoder : chosen.decoder,
  };
  const turns = new TrainingTurns(chosen.signal, chosen.onProgress);
  const words = await countWords(given, stages.normalizer, stages.pre_tokenizer, turns);
  const specialTokens = [...new Set(chosen.specialTokens ?? defaults.specialTokens)];
  const bytes = JSON.stringify([stages.normalizer, stages.pre_tokenizer]).includes('"ByteLevel"');
  const setting = { chosen, specialTokens, bytes };
  const { model, tokens } = await trainModel(type, words, setting, turns);
  return new PretrainedTokenizer({
    ...{ version: "1.0", truncation: null, padding: null },
    added_tokens: specialTokens
      .map((content) => addedToken(content, tokens.indexOf(content)))
      .sort((a, b) => a.id - b.id),
    ...stages,
    model,
  });
}

const addedToken = (content: string, id: number) => ({
  ...{ id, content, single_word: false, lstrip: false, rstrip: false },
  ...{ normalized: false, special: true },
});

async function countWords(
  given: Iterable<string>,
  normalizer: object | null,
  preTokenizer: object | null,
  turns: TrainingTurns,
): Promise<ReadonlyMap<string, number>> {
  const stage = <T>(json: object | null, name: string, read: ComponentReader<T>): T | undefined =>
    json === null ? undefined : read(new ComponentFields(json, name));
  const counts = new WordCounts(
    stage(normalizer, "normalizer", readNormalizer),
    stage(preTokenizer, "preTokenizer", readPreTokenizer),
    lineCutFor(normalizer, preTokenizer),
  );
  let done = 0;
  for (const one of given) {
    if (typeof one !== "string")
      throw new TypeError(`trainTokenizer: a text is ${typeof one}, expected text`);
    for (const line of linesOf(one)) {
      counts.add(line);
      if (++done % 256 === 0) await turns.turn("lines", done, 0);
    }
  }
  return counts.counts;
}

interface TrainedModel {
  /** As it stands in a tokenizer.json. */
  readonly model: object;
  /** By id. */
  readonly tokens: readonly string[];
}

interface TrainingSetting {
  readonly chosen: Chosen;
  readonly specialTokens: readonly string[];
  /** Whether words are written as bytes. */
  readonly bytes: boolean;
}

async function trainModel(
  type: TokenizerType,
  words: ReadonlyMap<string, number>,
  { chosen, specialTokens, bytes }: TrainingSetting,
  turns: TrainingTurns,
): Promise<TrainedModel> {
  const defaults = typeDefaults[type];
  const unknownToken = chosen.unknownToken ?? defaults.unknown;
  const prefix = chosen.continuingSubwordPrefix ?? defaults.prefix;
  const suffix = chosen.endOfWordSuffix;
  const initialAlphabet = chosen.initialAlphabet ?? (bytes ? byteCharacters : []);
  const { vocabSize, minFrequency, limitAlphabet } = chosen;
  if (type === "bpe" || type === "wordpiece") {
    const { tokens, merges } = await trainBpe(
      words,
      {
        ...{ vocabSize, minFrequency, limitAlphabet },
        ...{ specialTokens, initialAlphabet, prefix, suffix },
      },
      turns,
    );
    const model =
      type === "bpe"
        ? bpeModel(tokens, merges, { unknown: unknownToken, prefix, suffix })
        : wordPieceModel(tokens, unknownToken, prefix);
    return { model, tokens };
  }
  if (type === "unigram") {
    const { pieces, unknownId } = await trainUnigram(
      words,
      { ...chosen, specialTokens, initialAlphabet, unknown: unknownToken ?? "<unk>" },
      turns,
    );
    const model = { type: "Unigram", unk_id: unknownId, vocab: pieces, byte_fallback: false };
    return { model, tokens: pieces.map(([piece]) => piece) };
  }
  const tokens = frequentWords(words, specialTokens, chosen);
  const model = { type: "WordLevel", vocab: idsOf(tokens), unk_token: unknownToken ?? "<unk>" };
  return { model, tokens };
}

const idsOf = (tokens: readonly string[]): Readonly<Record<string, number>> =>
  Object.fromEntries(tokens.map((token, id) => [token, id]));

const bpeModel = (
  tokens: readonly string[],
  merges: readonly (readonly [string, string])[],
  { unknown, prefix, suffix }: { unknown: string | undefined; prefix: string; suffix: string },
): object => ({
  ...{ type: "BPE", dropout: null, unk_token: unknown ?? null },
  ...{ continuing_subword_prefix: prefix || null, end_of_word_suffix: suffix || null },
  ...{ fuse_unk: false, byte_fallback: false, ignore_merges: false },
  ...{ vocab: idsOf(tokens), merges },
});

const wordPieceModel = (
  tokens: readonly string[],
  unknown: string | undefined,
  prefix: string,
): object => ({
  ...{ type: "WordPiece", unk_token: unknown ?? "[UNK]" },
  ...{ continuing_subword_prefix: prefix, max_input_chars_per_word: 100 },
  vocab: idsOf(tokens),
});

/** The special tokens and the most frequent words, those of one frequency in the order of their characters. */
function frequentWords(
  words: ReadonlyMap<string, number>,
  specialTokens: readonly string[],
  { vocabSize, minFrequency }: Chosen,
): readonly string[] {
  const sorted = [...words]
    .filter(([word, count]) => count >= minFrequency && !specialTokens.includes(word))
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .map(([word]) => word);
  return [...specialTokens, ...sorted].slice(0, Math.max(vocabSize, specialTokens.length));
}
