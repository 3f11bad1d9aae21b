import { evaluateSequenceModel } from "../../../evaluation/evaluate-sequence-model.ts";
import { generate } from "../../../generation/generate.ts";
import { corpusBleu } from "../../../metrics/bleu.ts";
import type { ConditionalGenerator, EncoderDecoder } from "../../../models/roles.ts";
import type { Tokenizer } from "../../../tokenizers/tokenizer.ts";
import type { OutputPair } from "../../sample.ts";
import type { Score, ScoringOptions } from "../../score.ts";
import { plainText } from "../encode-within.ts";
import type { TextPair } from "./encode-pairs.ts";
import type { TargetIds } from "./target-ids.ts";

/** Writing out costs a pass for each token; of more pairs than this it tells little more. */
const mostWritten = 200;

/** What turns sources into targets, and how. */
export interface PairWriter {
  readonly model: EncoderDecoder & ConditionalGenerator;
  readonly tokenizer: Tokenizer;
  readonly ids: TargetIds;
  readonly batchSize: number;
  /** Tokens of an output at most. */
  readonly most: number;
}

/** Mean loss of a target's token, given those before it. */
export async function lossOfPairs(
  { model, ids: { paddingIdx, beginIdx, endIdx }, batchSize }: PairWriter,
  pairs: readonly TextPair[],
  options: ScoringOptions = {},
) {
  const given = { batchSize, paddingIdx, beginIdx, endIdx, ...options };
  return evaluateSequenceModel(model, pairs, given);
}

/** Loss and token accuracy of all pairs, and of the first ones what the model writes. */
export async function scoreTextPairs(
  writer: PairWriter,
  pairs: readonly TextPair[],
  { signal, onProgress }: ScoringOptions = {},
): Promise<{ readonly score: Score; readonly written: readonly OutputPair[] }> {
  const stop = signal ? { signal } : {};
  const first = pairs.slice(0, mostWritten);
  const tokens = pairs.reduce((sum, { target }) => sum + target.length + 1, 0);
  const progress = (share: number) => onProgress?.(tokens * share, tokens);
  const score = await lossOfPairs(writer, pairs, {
    ...{ ...stop, onProgress: (done) => progress(done / tokens / 2) },
  });
  const written: OutputPair[] = [];
  for (let at = 0; at < first.length; at += writer.batchSize) {
    written.push(...(await writeOut(writer, first.slice(at, at + writer.batchSize), signal)));
    progress((1 + written.length / first.length) / 2);
  }
  const exact = written.filter((one) => one.exact).length;
  const { score: bleu } = corpusBleu(
    written.map(({ output }) => output),
    written.map(({ target }) => target),
  );
  const figures = { exactMatch: exact / written.length, bleu, decoded: written.length };
  return { score: { ...score, pairs: pairs.length, ...figures }, written };
}

/** The likeliest output of each source. */
export async function writeOut(
  { model, tokenizer, ids, most }: PairWriter,
  pairs: readonly TextPair[],
  signal?: AbortSignal,
): Promise<readonly OutputPair[]> {
  const longest = Math.max(...pairs.map(({ source }) => source.length));
  const filled = (source: readonly number[], filler: number) =>
    Array.from({ length: longest - source.length }, () => filler);
  const { sequences, lengths } = await generate(
    model,
    {
      ids: pairs.map(({ source }) => [...source, ...filled(source, ids.paddingIdx)]),
      attentionMask: pairs.map(({ source }) => [...source.map(() => 1), ...filled(source, 0)]),
    },
    {
      ...{ decoderStartTokenId: ids.beginIdx, eosTokenId: ids.overIdx },
      ...{ padTokenId: ids.paddingIdx, maxNewTokens: most, ...(signal ? { signal } : {}) },
    },
  );
  return pairs.map(({ from, to }, i) => {
    const output = plainText(tokenizer, sequences[i]!.slice(1, lengths[i]));
    return { source: from, target: to, output, exact: output === to.trim() };
  });
}
