import type { EncoderModel } from "../../models/encoder/encoder-model.ts";
import { crossEntropy } from "../../ops/cross-entropy.ts";
import { defaultGenerator, Generator } from "../../random/generator.ts";
import type { OutputPair } from "../../recipes/sample.ts";
import type { Encoding } from "../../tokenizers/encoding/encoding.ts";
import type { Described, HeldOutOptions, Work } from "../application.ts";
import type { DataParts } from "../data-parts.ts";
import { AlikeBatches } from "../text-encoder/alike-batches.ts";
import { tokenizerOf } from "../text-tokenizer.ts";
import type { ApplicationTraining } from "../training-fields.ts";
import { type MaskedTokens, type Masking, maskTokens, type TokensOfWords } from "./mask-tokens.ts";
import { type MaskedBatch, maskedBatch, scoresOfMasked } from "./masked-batch.ts";
import { scoreMasked } from "./score-masked.ts";

export interface MaskedWorkParts extends Described {
  readonly model: EncoderModel;
  readonly settings: ApplicationTraining & {
    readonly context: number;
    readonly maskShare: number;
    readonly wholeWords: boolean;
  };
}

/** A text's tokens in pieces of so many at most, each with the tokens that are put around a text. */
function piecesOf(
  { ids, wordIds, specialTokensMask: added }: Encoding,
  most: number,
): readonly TokensOfWords[] {
  const [begin, end] = [added.indexOf(0), added.lastIndexOf(0) + 1];
  if (end === 0) return [];
  const room = Math.max(1, most - (ids.length - (end - begin)));
  return Array.from({ length: Math.ceil((end - begin) / room) }, (_, i) => {
    const [from, to] = [begin + i * room, Math.min(begin + (i + 1) * room, end)];
    const kept = <T>(values: readonly T[]): readonly T[] => [
      ...[...values.slice(0, begin), ...values.slice(from, to), ...values.slice(end)],
    ];
    return { ids: kept(ids), words: kept(wordIds) };
  });
}

/** Batches, losses, figures and examples of an encoder that tells masked words. */
export function maskedWork(parts: MaskedWorkParts): Work<DataParts<string>, MaskedBatch> {
  const { model, settings } = parts;
  const { batch: batchSize, seed } = settings;
  const tokenizer = tokenizerOf(parts);
  const context = Math.min(settings.context, model.contextLength);
  const batching = { paddingIdx: tokenizer.specialTokenId("pad") ?? 0, device: model.device };
  const special = tokenizer.addedTokens.filter((token) => token.special).map(({ id }) => id);
  const masking: Masking = {
    ...{ share: settings.maskShare, wholeWords: settings.wholeWords },
    mask: tokenizer.specialTokenId("mask")!,
    ...{ firstWord: Math.max(...special) + 1, vocabSize: tokenizer.vocabSize },
  };

  /** Passages in pieces that the model takes. */
  const pieces = (passages: readonly string[]): readonly TokensOfWords[] =>
    passages.flatMap((passage) => piecesOf(tokenizer.encoding(passage), context));

  /** The same words are masked whenever a part is scored. */
  const heldOut = (
    passages: readonly string[],
    examples: number | undefined,
  ): readonly MaskedTokens[] => {
    const generator = new Generator(seed);
    return pieces(passages)
      .slice(0, examples)
      .map((one) => maskTokens(one, masking, generator));
  };
  const scored = (data: DataParts<string>, { part, examples, ...options }: HeldOutOptions) =>
    scoreMasked(heldOut(data[part], examples), { model, batchSize, ...batching, ...options });

  return {
    batches: ({ training }) =>
      new AlikeBatches<TokensOfWords, MaskedBatch>(pieces(training), {
        ...{ batchSize, seed },
        lengthOf: ({ ids }) => ids.length,
        collate: (some) =>
          maskedBatch(
            some.map((one) => maskTokens(one, masking, defaultGenerator)),
            batching,
          ),
      }),
    loss: (batch) => crossEntropy(scoresOfMasked(model, batch), batch.targets),
    targetsIn: ({ targets }) => targets.size,
    async score(data, options) {
      const { loss, figures } = await scored(data, options);
      return { loss, figures };
    },
    async samples(data, options) {
      const { examples = 8 } = options;
      const { told } = await scored(data, { ...options, examples });
      const word = (id: number): string => tokenizer.idToToken(id) ?? "";
      const pairs = heldOut(data[options.part], examples).map((one, row): OutputPair => {
        const target = one.targets.map(word).join(" ");
        const output = told[row]!.map(word).join(" ");
        return { source: tokenizer.decode(one.ids), target, output, exact: target === output };
      });
      return [{ kind: "pairs", pairs, title: "Masked words, and what the model says they are" }];
    },
  };
}
