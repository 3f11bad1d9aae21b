import { PaddedPairs } from "../../../data/padded-pairs.ts";
import type { SequencePairBatch } from "../../../data/sequence-pair.ts";
import type { TextPairsDescription } from "../../../model-folder/model-description.ts";
import type { ConditionalGenerator, EncoderDecoder } from "../../../models/roles.ts";
import { cosineSchedule } from "../../../optim/lr-scheduler/schedules.ts";
import { Trainer } from "../../../training/trainer.ts";
import { HeldOutScores } from "../../held-out-scores.ts";
import type { OutputPair } from "../../sample.ts";
import { RecipeError } from "../../settings-error.ts";
import { splitTenth } from "../../split-tenth.ts";
import { meanTokenLoss, type TokenLoss } from "../../token-loss.ts";
import { trainerOptions } from "../../trainer-options.ts";
import { trainingRun } from "../../training-run.ts";
import type { LearningModel } from "../base-model.ts";
import type { FineTuningSettings } from "../fine-tuning-settings.ts";
import type { FineTuningTask, LearningDescription } from "../fine-tuning-task.ts";
import { encodePairs, type TextPair } from "./encode-pairs.ts";
import { lossOfPairs, type PairWriter, scoreTextPairs, writeOut } from "./score-text-pairs.ts";
import type { TargetIds } from "./target-ids.ts";
import { TextPairsModel } from "./text-pairs-model.ts";

/** How many outputs are shown. */
const examples = 5;

/** Turning texts into others, by an encoder-decoder. */
export const textPairsTask: FineTuningTask = {
  fit({ settings, description: given, data, shape }) {
    const description = ofPairs(given);
    const { batch, context, gradAccum, evalBatches, columns } = settings;
    const read = { text: data.text, name: data.source, columns, most: context };
    const { pairs, cut, ids } = encodePairs(writing(shape), description, read);
    const split = splitTenth(pairs, {
      keyOf: ({ from }) => from,
      name: data.source,
      key: "source",
    });
    const shortest = split.heldOut.reduce((a, b) => (b.from.length < a.from.length ? b : a));
    return {
      ...{ settings, description, examplePrompt: shortest.from },
      data: {
        ...{ kind: "pairs", exampleFile: "other.tsv" },
        amounts: [
          [
            { count: split.training.length, of: "to train on" },
            { count: split.heldOut.length, of: "held out" },
          ],
          ...(cut > 0 ? [[{ count: cut, of: `sides cut to ${context} tokens` }]] : []),
        ],
      },
      batch: { count: batch * gradAccum, of: "pairs a step" },
      learn(learner, { signal, loss }, modelFiles) {
        const model = writing(learner);
        const { tokenizer } = description;
        const writer: PairWriter = { model, tokenizer, ids, batchSize: batch, most: context };
        const some = split.heldOut.slice(0, evalBatches === 0 ? undefined : evalBatches * batch);
        let written: readonly OutputPair[] = [];
        const heldOut = new HeldOutScores({
          signal,
          loss: async () => (await lossOfPairs(writer, some, { signal })).loss,
          async score(onProgress) {
            const progress = onProgress ? { onProgress } : {};
            const scored = await scoreTextPairs(writer, split.heldOut, { signal, ...progress });
            written = scored.written;
            return scored.score;
          },
        });
        const validationLoss = (): Promise<number> => loss(heldOut, trainer.step);
        const trainer = pairsTrainer({
          model,
          pairs: split.training,
          ids,
          settings,
          validationLoss,
        });
        return trainingRun({
          ...{ model, trainer, heldOut, modelFiles, tokens: lossOf(ids) },
          async sample(_seed, stop) {
            return {
              kind: "pairs",
              pairs: await writeOut(writer, split.heldOut.slice(0, 3), stop),
            };
          },
          finalSamples: async () => [{ kind: "pairs", pairs: written.slice(0, examples) }],
        });
      },
    };
  },

  open: ({ model, description, ...parts }) =>
    new TextPairsModel({ ...parts, model: writing(model), description: ofPairs(description) }),
};

function writing(model: LearningModel): EncoderDecoder & ConditionalGenerator {
  if (model.role === "encoder-decoder") return model;
  throw new RecipeError(`the model is a ${model.role}, expected an encoder-decoder`);
}

function ofPairs(description: LearningDescription): TextPairsDescription {
  if (description.role === "encoder-decoder") return description;
  throw new RecipeError(`a ${description.role} is described, expected an encoder-decoder`);
}

/** As Hugging Face's models compute it of labels. */
const lossOf = ({ paddingIdx }: TargetIds): TokenLoss<SequencePairBatch> => ({
  of: ({ source, target, expected }) => ({ ids: source, decoderIds: target, targets: expected }),
  ...{ ignoreIndex: paddingIdx, paddingIdx },
});

interface PairsTrainerParts {
  readonly model: EncoderDecoder;
  readonly pairs: readonly TextPair[];
  readonly ids: TargetIds;
  readonly settings: FineTuningSettings;
  readonly validationLoss: () => Promise<number>;
}

/** Teacher forcing, as Hugging Face's models do with labels, in batches of similar lengths. */
function pairsTrainer(parts: PairsTrainerParts): Trainer<SequencePairBatch> {
  const { model, pairs, ids, settings, validationLoss } = parts;
  const { batch, seed, lr, minLr, warmup, steps } = settings;
  const { paddingIdx, beginIdx, endIdx } = ids;
  const tokens = pairs.reduce((sum, { target }) => sum + target.length + 1, 0);
  return new Trainer<SequencePairBatch>({
    ...trainerOptions(model, settings, validationLoss),
    data: new PaddedPairs(pairs, { batchSize: batch, seed, paddingIdx, beginIdx, endIdx }),
    loss: meanTokenLoss(model, lossOf(ids)),
    schedule: cosineSchedule({ peak: lr, minimum: minLr, warmup, steps }),
    tokensPerBatch: (batch * tokens) / pairs.length,
  });
}
