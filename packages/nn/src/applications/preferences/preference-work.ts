import { noGrad } from "../../autograd/grad-mode.ts";
import { DataLoader } from "../../data/data-loader.ts";
import { objectAmong } from "../../model-folder/read-json.ts";
import { modelFromConfig } from "../../models/families/find-family.ts";
import type { Decoder } from "../../models/roles.ts";
import { add } from "../../ops/add.ts";
import { scale } from "../../ops/scale.ts";
import { RecipeError } from "../../recipes/settings-error.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { EncodedAnswer } from "../answers/answer-batch.ts";
import type { Base, Described, Work } from "../application.ts";
import type { DataParts } from "../data-parts.ts";
import { paddingOf } from "../instructions/dialogue-work.ts";
import { encodeDialogue } from "../instructions/encode-dialogue.ts";
import { tokenizerOf } from "../text-tokenizer.ts";
import type { ApplicationTraining } from "../training-fields.ts";
import type { Preference } from "./preference.ts";
import {
  type EncodedPreference,
  type PreferenceBatch,
  preferenceBatch,
} from "./preference-batch.ts";
import { figuresOf } from "./preference-figures.ts";
import {
  answerLogProbabilities,
  asCompared,
  chosenLoss,
  type PreferenceLossOptions,
  preferenceLoss,
} from "./preference-loss.ts";
import { scorePreferences } from "./score-preferences.ts";
import { writtenAnswer } from "./written-answers.ts";

export interface PreferenceWorkParts extends Described {
  readonly model: Decoder;
  readonly settings: ApplicationTraining & {
    readonly context: number;
    readonly beta: number;
    readonly rpoAlpha: number;
    readonly labelSmoothing: number;
    readonly loss: PreferenceLossOptions["variant"];
  };
  readonly base?: Base | undefined;
}

/** Batches, losses, figures and examples of a decoder that learns to prefer, against the one that it started from. */
export function preferenceWork(
  parts: PreferenceWorkParts,
): Work<DataParts<Preference>, PreferenceBatch> {
  const { model, settings } = parts;
  const { batch: batchSize, seed, beta, labelSmoothing, rpoAlpha, loss: variant } = settings;
  const tokenizer = tokenizerOf(parts);
  const context = Math.min(settings.context, model.contextLength);
  const reference = referenceOf(parts);
  const batching = { paddingIdx: paddingOf(parts.config), device: model.device };
  const lossOptions = { beta, labelSmoothing, variant };
  const encode = ({ prompt, chosen, rejected }: Preference): EncodedPreference => {
    const answered = (content: string): EncodedAnswer =>
      encodeDialogue(tokenizer, { messages: [...prompt, { role: "assistant", content }] }, context);
    return { chosen: answered(chosen), rejected: answered(rejected) };
  };
  return {
    batches: ({ training }) =>
      new DataLoader<EncodedPreference, PreferenceBatch>(training.map(encode), {
        ...{ batchSize, shuffle: true, seed },
        collate: (some) => preferenceBatch(some, batching),
      }),
    loss(batch) {
      const { ids, targets, inverse } = batch;
      const logProbabilities = (by: Decoder): Tensor =>
        answerLogProbabilities(by.forward(ids), targets);
      const compared = (one: Tensor): Tensor => asCompared(one, inverse, lossOptions);
      const own = logProbabilities(model);
      const before = noGrad(() => logProbabilities(reference));
      const preferred = preferenceLoss(compared(own), compared(before), lossOptions);
      return rpoAlpha === 0 ? preferred : add(preferred, scale(chosenLoss(own, batch), rpoAlpha));
    },
    targetsIn: ({ pairs }) => pairs,
    dispose: () => reference.dispose(),
    async score(data, { part, examples, ...options }) {
      const { loss, drift, scored } = await scorePreferences(
        data[part].slice(0, examples).map(encode),
        { ...{ model, reference, batchSize, ...batching, ...lossOptions }, ...options },
      );
      const figures = figuresOf(scored, beta);
      return {
        loss: loss + rpoAlpha * Math.log(figures.perplexity),
        figures: { ...figures, drift },
      };
    },
    async samples(data, { part, examples = 8, signal }) {
      const some = data[part].slice(0, examples);
      const writing = { tokenizer, ends: endsIn(parts), signal };
      const rows: string[][] = [];
      for (const { prompt, chosen } of some)
        rows.push([
          prompt.map(({ content }) => content).join(" / "),
          await writtenAnswer(prompt, { ...writing, model: reference }),
          await writtenAnswer(prompt, { ...writing, model }),
          chosen,
        ]);
      const title = "Answers before and now, and those that are preferred";
      return [{ kind: "table", title, columns: ["prompt", "before", "now", "preferred"], rows }];
    },
  };
}

/** The model that it started from, for good as it was. */
function referenceOf({ base, model: { device } }: PreferenceWorkParts): Decoder {
  if (!base?.weights)
    throw new RecipeError(
      (nameOf) => `preferences have no model to start from; expected ${nameOf("from")}`,
    );
  const reference = modelFromConfig(base.config, { device }) as Decoder;
  reference.loadStateDict(base.weights);
  for (const parameter of reference.parameters()) parameter.requiresGrad_(false);
  reference.eval();
  return reference;
}

/** Ids that end an answer: generation_config.json's, else config.json's. */
function endsIn({ files, config }: Described): readonly number[] {
  const json = objectAmong(files, "generation_config.json");
  const { eos_token_id: ends } = { ...config, ...json } as { readonly eos_token_id?: unknown };
  return [ends].flat().filter((id): id is number => typeof id === "number");
}
