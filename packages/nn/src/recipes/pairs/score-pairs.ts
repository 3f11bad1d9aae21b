import { evaluateSequenceModel } from "../../evaluation/evaluate-sequence-model.ts";
import { corpusBleu } from "../../metrics/bleu.ts";
import type { EncoderDecoder } from "../../models/roles.ts";
import type { PairVocabularies } from "../../tokenizers/pair-vocabularies.ts";
import type { SymbolPair } from "../../tokenizers/symbols.ts";
import type { Score, ScoringOptions } from "../score.ts";
import { decodeSources } from "./decode-sources.ts";
import { reservedIds } from "./pair-trainer.ts";

/** Decoding costs a forward pass for each symbol; of more pairs than this it tells little more. */
const mostDecoded = 2000;

/** A pair, and what the model makes of its source. */
export interface DecodedPair extends SymbolPair {
  readonly output: readonly string[];
  /** Whether the model ended its output where the target ends, and all of it is right. */
  readonly exact: boolean;
}

export interface PairScoring extends ScoringOptions {
  readonly batchSize: number;
  /** Most symbols of an output. */
  readonly maxLength: number;
}

/** Teacher-forced loss and token accuracy of all pairs, and greedy outputs of the first ones. */
export async function scorePairs(
  model: EncoderDecoder,
  vocabularies: PairVocabularies,
  pairs: readonly SymbolPair[],
  { batchSize, maxLength, signal, onProgress }: PairScoring,
): Promise<{ readonly score: Score; readonly decoded: readonly DecodedPair[] }> {
  const encoded = pairs.map((pair) => vocabularies.encode(pair));
  const first = encoded.slice(0, mostDecoded);
  const tokens = encoded.reduce((sum, { target }) => sum + target.length + 1, 0);
  const sources = first.map(({ source }) => source);
  const longest = first.reduce((most, { target }) => Math.max(most, target.length), maxLength);
  const score = await evaluateSequenceModel(model, encoded, {
    ...{ batchSize, ...(signal ? { signal } : {}), ...reservedIds },
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
    decoded,
    score: {
      ...{ ...score, pairs: pairs.length },
      exactMatch: decoded.filter(({ exact }) => exact).length / decoded.length,
      bleu: corpusBleu(
        decoded.map(({ output }) => output.join(" ")),
        decoded.map(({ target }) => target.join(" ")),
        { tokenize: "none" },
      ).score,
      decoded: decoded.length,
    },
  };
}

function decodedPair(pair: SymbolPair, output: readonly string[], finished: boolean): DecodedPair {
  const { source, target } = pair;
  const exact =
    finished && output.length === target.length && output.every((one, i) => one === target[i]);
  return { source, target, output, exact };
}
