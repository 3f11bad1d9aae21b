import { evaluateSequenceModel, type SequenceModelScore } from "@qkv/nn/evaluation";
import { corpusBleu } from "@qkv/nn/metrics";
import type { Seq2Seq } from "@qkv/nn/models";
import type { PairVocabularies } from "../pair-source/pair-vocabularies.ts";
import type { SymbolPair } from "../pair-source/parse-pairs.ts";
import { formatCount } from "../terminal/format-number.ts";
import { reservedIds } from "./build-pair-trainer.ts";
import { decodeSources } from "./decode-sources.ts";
import type { Lines } from "./training-task.ts";

/** Decoding costs a forward pass for each symbol; of more pairs than this it tells little more. */
const mostDecoded = 2000;

/** A pair, and what the model makes of its source. */
export interface DecodedPair extends SymbolPair {
  readonly output: readonly string[];
  readonly exact: boolean;
}

export interface PairScore extends SequenceModelScore {
  readonly pairs: number;
  /** The pairs whose sources were decoded: the first ones. */
  readonly decoded: readonly DecodedPair[];
  /** Share of those whose output was the target, symbol for symbol. */
  readonly exactMatch: number;
  /** Of the decoded symbols, 0 to 100. */
  readonly bleu: number;
}

export interface ScoreOptions {
  readonly batchSize: number;
  /** Most symbols of an output. */
  readonly maxLength: number;
  readonly signal: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Teacher-forced loss and token accuracy of all pairs, and greedy outputs of the first ones. */
export async function scorePairs(
  model: Seq2Seq,
  vocabularies: PairVocabularies,
  pairs: readonly SymbolPair[],
  { batchSize, maxLength, signal, onProgress }: ScoreOptions,
): Promise<PairScore> {
  const encoded = pairs.map((pair) => vocabularies.encode(pair));
  const first = encoded.slice(0, mostDecoded);
  const tokens = encoded.reduce((sum, { target }) => sum + target.length + 1, 0);
  const sources = first.map(({ source }) => source);
  const longest = first.reduce((most, { target }) => Math.max(most, target.length), maxLength);
  const score = await evaluateSequenceModel(model, encoded, {
    ...{ batchSize, signal, ...reservedIds },
    onProgress: (done) => onProgress?.(done / 2, tokens),
  });
  const outputs = await decodeSources(model, sources, {
    ...{ batchSize, maxLength: longest, signal },
    onProgress: (done) => onProgress?.((tokens * (1 + done / first.length)) / 2, tokens),
  });
  const decoded = outputs.map(({ ids, finished }, i) =>
    decodedPair(pairs[i]!, vocabularies.target.decode(ids), finished),
  );
  return {
    ...score,
    pairs: pairs.length,
    decoded,
    exactMatch: decoded.filter(({ exact }) => exact).length / decoded.length,
    bleu: corpusBleu(
      decoded.map(({ output }) => output.join(" ")),
      decoded.map(({ target }) => target.join(" ")),
      { tokenize: "none" },
    ).score,
  };
}

function decodedPair(pair: SymbolPair, output: readonly string[], finished: boolean): DecodedPair {
  const { source, target } = pair;
  const exact =
    finished && output.length === target.length && output.every((one, i) => one === target[i]);
  return { source, target, output, exact };
}

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;

/** A score for people. */
export function describePairScore(score: PairScore): Lines {
  const { loss, perplexity, tokenAccuracy, exactMatch, bleu, decoded, pairs, tokens } = score;
  const of = decoded.length < pairs ? `the first ${formatCount(decoded.length)} pairs` : "pairs";
  return [
    ["loss", `${loss.toFixed(4)} nats per token`],
    ["perplexity", perplexity.toFixed(3)],
    ["token accuracy", `${percent(tokenAccuracy)}, given the right tokens before`],
    ["exact match", `${percent(exactMatch)} of ${of}, decoded greedily`],
    ["BLEU", bleu.toFixed(2)],
    ["scored", `${formatCount(pairs)} pairs, ${formatCount(tokens)} tokens`],
  ];
}
