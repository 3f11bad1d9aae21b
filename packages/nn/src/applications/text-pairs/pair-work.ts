import { pairBatch, type SequencePair, type SequencePairBatch } from "../../data/sequence-pair.ts";
import { evaluateSequenceModel } from "../../evaluation/evaluate-sequence-model.ts";
import { Generator } from "../../random/generator.ts";
import type { Figures } from "../../recipes/figures.ts";
import { RecipeError } from "../../recipes/settings-error.ts";
import { meanTokenLoss, type TokenLoss } from "../../recipes/token-loss.ts";
import type { Described, HeldOutOptions, Work } from "../application.ts";
import type { DataParts } from "../data-parts.ts";
import { attentionSample } from "./attention-sample.ts";
import { copiedPieces } from "./copied-pieces.ts";
import { LengthBatches } from "./length-batches.ts";
import type { PairSettings } from "./pair-fields.ts";
import { endId, type GenerationFields, paddingId } from "./pair-model-config.ts";
import { PracticeFirst } from "./practice-first.ts";
import { rootSchedule } from "./root-schedule.ts";
import { encodePair, isTarget, type PairEncoding, type TextPair } from "./text-pair.ts";
import { type PairModel, type WrittenTarget, writeTargets } from "./write-targets.ts";

/** A pair, and what the model makes of its source. */
export interface WrittenPair extends TextPair {
  readonly output: string;
}

/** A model of an application of pairs, with what belongs to it. */
export interface OpenedPairs extends Described {
  readonly model: PairModel;
  readonly settings: PairSettings;
}

export interface PairWorkParts extends OpenedPairs {
  readonly encoding: PairEncoding;
  /** Steps, the first, in which pieces of the sources are copied; 0 unless given. */
  readonly copying?: number;
  /** How outputs are made beside beams and length, as in generation_config.json. */
  readonly generation?: GenerationFields;
  /** Figures of outputs of the likeliest tokens. */
  measure(written: readonly WrittenPair[]): Figures;
  /** Further figures, of outputs by beams and of what no model has made, for the end alone. */
  measureAtTheEnd(written: readonly WrittenPair[], data: DataParts<TextPair>): Figures;
}

/** Pairs that are scored and written side by side at most. */
const SIDE_BY_SIDE = 128;
/** Source tokens that a map has room for. */
const MAP_WIDTH = 30;
/** Pairs among which right and wrong examples are looked for. */
const LOOKED_AT = 64;

/** Batches, loss, figures and examples of an encoder-decoder that turns texts into texts. */
export function pairWork(parts: PairWorkParts): Work<DataParts<TextPair>, SequencePairBatch> {
  const { model, settings, encoding, copying = 0 } = parts;
  const { batch: most, batchTokens, seed, labelSmoothing, beams } = settings;
  const { device } = model;
  const special = { paddingIdx: paddingId, beginIdx: paddingId, endIdx: endId };
  const tokens: TokenLoss<SequencePairBatch> = {
    of: ({ source, target, expected }) => ({ ids: source, decoderIds: target, targets: expected }),
    ...{ ignoreIndex: paddingId, paddingIdx: paddingId, labelSmoothing },
  };
  const encoded = (pairs: readonly TextPair[]) => pairs.map((pair) => encodePair(encoding, pair));

  const write = async (
    pairs: readonly TextPair[],
    some: { readonly beams: number } & Pick<HeldOutOptions, "signal" | "onProgress">,
  ): Promise<readonly (WrittenPair & WrittenTarget)[]> => {
    const sources = pairs.map(({ source }) => encoding.source(source));
    const { generation = {} } = parts;
    const written = await writeTargets(model, sources, {
      ...{
        batchSize: Math.min(most, SIDE_BY_SIDE),
        most: settings.targetContext,
        generation,
        ...some,
      },
    });
    return written.map((one, i) => ({ ...pairs[i]!, ...one, output: encoding.decode(one.ids) }));
  };

  return {
    batches({ training }) {
      const pairs = encoded(training);
      const batchesOf = (some: readonly SequencePair[]) =>
        new LengthBatches(some, {
          ...{ most, tokens: batchTokens, seed },
          collate: (few) => pairBatch([...few], { ...special, device }),
        });
      const work = batchesOf(pairs);
      if (copying === 0) return work;
      const pieces = batchesOf(copiedPieces(pairs, new Generator(seed).fork()));
      return new PracticeFirst({ practice: pieces, batches: copying * settings.gradAccum, work });
    },
    loss: meanTokenLoss(model, tokens),
    tokens,
    schedule: rootSchedule(settings),

    async score(data, { part, examples, onTheWay = false, signal, onProgress }) {
      const pairs = data[part].slice(0, examples);
      const stop = signal ? { signal } : {};
      const passes = onTheWay || beams === 1 ? 2 : 3;
      const sequences = encoded(pairs);
      const tokens = sequences.reduce((sum, { target }) => sum + target.length + 1, 0);
      const progress = (pass: number) => (done: number, total: number) =>
        onProgress?.((tokens * (pass + done / total)) / passes, tokens);
      const { loss } = await evaluateSequenceModel(model, sequences, {
        ...{ batchSize: Math.min(most, SIDE_BY_SIDE), ...special, device, ...stop },
        onProgress: progress(0),
      });
      const greedy = await write(pairs, { beams: 1, ...stop, onProgress: progress(1) });
      const figures = parts.measure(greedy);
      if (onTheWay) return { loss, figures };
      const best =
        beams === 1 ? greedy : await write(pairs, { beams, ...stop, onProgress: progress(2) });
      return { loss, figures: { ...figures, ...parts.measureAtTheEnd(best, data) } };
    },

    async samples(data, { part, examples = 8, signal }) {
      const pairs = data[part].slice(0, Math.max(LOOKED_AT, examples));
      if (pairs.length === 0) throw new RecipeError(`there are no pairs in the ${part} data`);
      const written = await write(pairs, { beams: 1, ...(signal ? { signal } : {}) });
      const told = written.map((one) => ({
        ...one,
        exact: one.ended && isTarget(one.output, one),
      }));
      const wrong = told.filter(({ exact }) => !exact).slice(0, Math.ceil(examples / 2));
      const right = told.filter(({ exact }) => exact).slice(0, examples - wrong.length);
      const shown = [...right, ...wrong].map(({ source, target, output, exact }) => ({
        ...{ source, target, output, exact },
      }));
      const mapped = [...right, ...wrong].find(
        ({ source, ids }) => ids.length > 0 && encoding.source(source).length <= MAP_WIDTH,
      );
      return [
        { kind: "pairs", pairs: shown, title: "Written right, and otherwise" },
        ...(mapped
          ? [
              await attentionSample(model, encoding, {
                ...{ source: encoding.source(mapped.source), output: mapped.ids },
              }),
            ]
          : []),
      ];
    },
  };
}
