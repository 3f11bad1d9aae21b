import { tensor } from "../../device/create-tensor.ts";
import { classificationScores } from "../../metrics/classification/classification-scores.ts";
import type { EncoderModel } from "../../models/encoder/encoder-model.ts";
import { crossEntropy } from "../../ops/cross-entropy.ts";
import { defaultGenerator, Generator } from "../../random/generator.ts";
import { EncodeWithin } from "../../recipes/fine-tuning/encode-within.ts";
import { RecipeError } from "../../recipes/settings-error.ts";
import type { Described, Work } from "../application.ts";
import type { DataParts } from "../data-parts.ts";
import { AlikeBatches } from "../text-encoder/alike-batches.ts";
import { hiddenWords, hideWords } from "../text-encoder/hide-words.ts";
import { tokenizerOf } from "../text-tokenizer.ts";
import type { ApplicationTraining } from "../training-fields.ts";
import { balancedWeights } from "./balanced-weights.ts";
import { type ClassBatch, classBatch, type EncodedText } from "./class-batch.ts";
import { classCounts } from "./class-counts.ts";
import type { LabelledText } from "./labelled-text.ts";
import { reliability } from "./reliability.ts";
import { scoreClasses } from "./score-classes.ts";
import { startFromCounts } from "./start-from-counts.ts";

export interface ClassWorkParts extends Described {
  readonly model: EncoderModel;
  readonly settings: ApplicationTraining & {
    readonly context: number;
    readonly wordDropout: number;
    readonly labelSmoothing: number;
    readonly classWeights: "none" | "balanced";
    readonly counts: number;
  };
}

/** Batches, losses, figures and examples of an encoder that tells classes of texts apart. */
export function classWork(parts: ClassWorkParts): Work<DataParts<LabelledText>, ClassBatch> {
  const { model, settings } = parts;
  const { batch: batchSize, seed, labelSmoothing } = settings;
  const context = Math.min(settings.context, model.contextLength ?? settings.context);
  const { pad_token_id: paddingIdx } = parts.config as { readonly pad_token_id: number };
  const { device } = model;
  const labels = model.labels ?? [];
  const tokenizer = tokenizerOf(parts);
  const within = new EncodeWithin(tokenizer, context);
  const hidden = hiddenWords(tokenizer, settings.wordDropout);
  let classWeight: Float32Array | undefined; // once the training data are known
  let learnt: readonly EncodedText[] | undefined;
  const encoded = (texts: readonly LabelledText[]): readonly EncodedText[] =>
    texts.map(({ text, label }) => {
      const id = labels.indexOf(label);
      if (id >= 0) return { ids: within.ids(text), label: id };
      throw new RecipeError(
        `the label of ${JSON.stringify(text.slice(0, 40))} is ${JSON.stringify(label.slice(0, 40))}, ` +
          `expected one of ${labels.slice(0, 12).join(", ")}`,
      );
    });
  return {
    begin({ training }) {
      if (settings.counts === 0) return;
      learnt ??= encoded(training);
      const counts = classCounts(learnt, { classes: labels.length, vocabSize: model.vocabSize });
      const generator = new Generator(seed).fork();
      startFromCounts(model, { counts, share: settings.counts, generator });
    },
    batches({ training }) {
      learnt ??= encoded(training);
      const texts = learnt;
      if (settings.classWeights === "balanced") classWeight = balancedWeights(texts, labels.length);
      return new AlikeBatches<EncodedText, ClassBatch>(texts, {
        ...{ batchSize, seed },
        lengthOf: ({ ids }) => ids.length,
        collate: (some) => {
          const shown = some.map(({ ids, label }) => ({
            ...{ ids: hideWords(ids, hidden, defaultGenerator), label },
          }));
          return classBatch(shown, { paddingIdx, device });
        },
      });
    },
    loss: ({ labels: target, ...inputs }) =>
      crossEntropy(model.forwardNamed(inputs).logits!, target, {
        labelSmoothing,
        ...(classWeight ? { weight: tensor(classWeight, { device }) } : {}),
      }),
    targetsIn: (batch) => batch.labels.size,
    async score(data, { part, examples, ...options }) {
      const texts = encoded(data[part].slice(0, examples));
      const { loss, figures } = await scoreClasses(texts, {
        ...{ model, paddingIdx, batchSize, ...options },
      });
      return { loss, figures };
    },
    async samples(data, { part, examples = 8, ...options }) {
      const some = data[part];
      const { told, probabilities } = await scoreClasses(encoded(some), {
        ...{ model, paddingIdx, batchSize, ...options },
      });
      const pairs = some.map(({ text, label }, i) => ({
        ...{
          source: text,
          target: label,
          output: labels[told[i]!]!,
          exact: labels[told[i]!] === label,
        },
      }));
      const wrong = pairs.filter(({ exact }) => !exact).slice(0, examples >> 1);
      const right = pairs.filter(({ exact }) => exact).slice(0, examples - wrong.length);
      const ids = some.map(({ label }) => labels.indexOf(label));
      const { classes, counts } = classificationScores(ids, told).confusion;
      return [
        { kind: "pairs", pairs: [...right, ...wrong], title: "Told right, and wrong" },
        {
          kind: "confusion",
          title: "Classes told",
          labels: classes.map((id) => labels[id]!),
          counts,
        },
        reliability(ids, probabilities),
      ];
    },
  };
}
