import type { Decoder } from "../../models/roles.ts";
import { integer, number, oneOf } from "../../options/fields.ts";
import { RecipeError } from "../../recipes/settings-error.ts";
import { answerBase, decoderShape, headsDivide } from "../answers/answer-fields.ts";
import { chatFields, chatFlags, smallChat } from "../answers/chat-settings.ts";
import type { OpenedParts } from "../application.ts";
import { amountsOf, readParts } from "../data-parts.ts";
import { defineApplication } from "../define-application.ts";
import { tokenizerOf } from "../text-tokenizer.ts";
import { firstAnswers } from "./first-answers.ts";
import { madePreferences } from "./made-preferences.ts";
import { preferenceLines } from "./preference.ts";
import { preferenceFigures } from "./preference-figures.ts";
import { preferenceLosses } from "./preference-loss.ts";
import { preferenceWork } from "./preference-work.ts";

const fields = {
  ...chatFields,
  /** Steps of the model that learns both answers at first, where none is named to start from. */
  firstSteps: integer({ from: 1, to: 1_000_000_000 }),
  pairs: integer({ from: 20, to: 1_000_000 }),
  beta: number({ above: 0 }),
  loss: oneOf(preferenceLosses),
  /** How much the chosen answers are learnt beside, as in instruction tuning; 0 for DPO alone. */
  rpoAlpha: number({ from: 0 }),
  labelSmoothing: number({ from: 0, below: 0.5 }),
};

const small = {
  ...{ ...smallChat, firstSteps: 200, pairs: 2400 },
  ...({ beta: 0.5, loss: "sigmoid", labelSmoothing: 0, rpoAlpha: 1 } as const),
  ...{ batch: 32, steps: 60, evalEvery: 20, warmup: 6, lr: 3e-4, minLr: 3e-5, weightDecay: 0 },
} as const;

/** Which of two answers is better, learnt against the model that it starts from: direct preference optimisation. */
export const preferences = defineApplication({
  name: "preferences",
  description: "which of two answers people prefer (DPO), by a decoder that answers already",
  pipeline: "text-generation",
  data: {
    expected:
      'a .jsonl file of pairs, as TRL has them: {"prompt": "…", "chosen": "…", "rejected": "…"}, texts or lists of messages',
    usual: "2,400 greetings that a grammar makes, each beside one that fits less",
  },
  fields,
  flags: {
    ...chatFlags,
    from: "Folder of a decoder that answers, such as one of instructions; unless given a small one learns both answers first",
    context: "Tokens of a prompt with its answer at most",
    vocabulary: "Tokens of the vocabulary of bytes, where no model is named to start from",
    firstSteps:
      "Steps that a small model learns both answers for, where none is named to start from",
    pairs: "Pairs that are made, where no file is named",
    beta: "How dear it is to depart from the model that it starts from",
    loss: "sigmoid for DPO's, ipo for that of Azar et al.",
    rpoAlpha:
      "How much the chosen answers are learnt beside, as in instruction tuning; 0 for DPO alone",
    labelSmoothing:
      "Share of the pairs that are taken to be the wrong way round, of the loss sigmoid",
  },
  base: {
    ...{ role: "decoder", kept: true, first: firstAnswers },
    decides: [...answerBase, "firstSteps"],
  },
  check: (settings) =>
    headsDivide(settings) ??
    (settings.loss === "ipo" && settings.labelSmoothing > 0
      ? `labelSmoothing is ${settings.labelSmoothing}, expected 0 with the loss ipo, which has none`
      : undefined),
  presets: {
    small: {
      description: "the model of --from, or a small one that learns to answer first; a minute",
      settings: small,
    },
    published: {
      description: "a published model that --from names, at TRL's rate; minutes by its size",
      settings: {
        ...{ ...small, beta: 0.1, rpoAlpha: 0 },
        batch: 8,
        steps: 1000,
        evalEvery: 100,
        lr: 1e-6,
        minLr: 0,
        context: 1024,
      },
    },
  },
  figures: preferenceFigures,

  read: async (files, { seed, pairs }) =>
    files ? readParts(files, preferenceLines) : madePreferences(seed, pairs),
  amounts: amountsOf,

  describe(_data, _settings, base) {
    const { config, files } = base!; // named, or made
    if (tokenizerOf(base!).config.chatTemplates.size > 0) return { config, files };
    throw new RecipeError(
      (nameOf) =>
        `the model in ${nameOf("from")} has no chat template, so it has not learnt to answer; ` +
        "expected one that has, such as qkv train --task instructions --from makes of it",
    );
  },
  shape: decoderShape,

  open: (parts: OpenedParts<typeof fields, Decoder>) => preferenceWork(parts),
});
