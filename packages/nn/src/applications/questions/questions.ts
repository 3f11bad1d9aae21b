import { integer } from "../../options/fields.ts";
import { amountsOf, type DataParts, readParts } from "../data-parts.ts";
import { defineApplication } from "../define-application.ts";
import { describeEncoder } from "../text-encoder/describe-encoder.ts";
import {
  encoderBase,
  encoderFields,
  encoderFlags,
  encoderProblem,
  encoderSize,
} from "../text-encoder/encoder-fields.ts";
import { usualTraining } from "../training-fields.ts";
import type { AnsweredQuestion } from "./answered-question.ts";
import { madeQuestions } from "./made-questions.ts";
import { parseSquad } from "./parse-squad.ts";
import { questionWork } from "./question-work.ts";

const { wordDropout: _, ...fields } = encoderFields;
const { wordDropout: __, ...flags } = encoderFlags;

const small = {
  ...{ layers: 2, heads: 2, dModel: 32, dropout: 0, context: 96, vocabulary: 400 },
  ...{ stride: 32, answerTokens: 15, made: 3000, sentences: 2, cased: false, from: "" },
} as const;

const expected =
  "a .json file as SQuAD's, or a .jsonl file of objects with question, context and answers; or a folder with train, dev and " +
  "test files of that kind";

/** Answers to questions, as parts of a text, by an encoder that learns from the beginning. */
export const questions = defineApplication({
  name: "questions",
  description: "answers to questions, as parts of a text, by an encoder that points at them",
  pipeline: "question-answering",
  data: {
    expected,
    usual: "passages and questions that a grammar makes, some of them without an answer",
  },
  fields: {
    ...fields,
    /** Tokens that the pieces of a long text have in common. */
    stride: integer({ from: 0, to: 65_536 }),
    /** Tokens of an answer at most. */
    answerTokens: integer({ from: 1, to: 65_536 }),
    /** Questions that are made to train on, where no files are named. */
    made: integer({ from: 10, to: 10_000_000 }),
    /** Sentences of a made passage at most; some have three times as many. */
    sentences: integer({ from: 2, to: 1000 }),
  },
  flags: {
    ...flags,
    context: "Tokens of a question and a piece of its text at most",
    stride: "Tokens that the pieces of a long text have in common",
    answerTokens: "Tokens of an answer at most",
    made: "Questions that are made to train on, where no files are named",
    sentences: "Sentences of a made passage at most; some have three times as many",
  },
  base: encoderBase,
  check: ({ dModel, heads, stride, context }) =>
    stride > context >> 1
      ? `stride is ${stride}, expected at most half the context (${context >> 1})`
      : encoderProblem({ dModel, heads }),
  presets: {
    small: {
      description: "0.05 M parameters on made passages of two sentences, half a minute",
      settings: {
        ...{ ...usualTraining, ...small, batch: 16, steps: 1500, lr: 4e-3, minLr: 4e-4 },
        ...{ warmup: 50, evalEvery: 250 },
      },
    },
    full: {
      description: "0.2 M parameters on 20,000 made questions on longer passages, nine minutes",
      settings: {
        ...{ ...usualTraining, ...small, layers: 4, heads: 4, dModel: 64, made: 20_000 },
        ...{ sentences: 6, context: 128, batch: 32, steps: 4000, lr: 2e-3, minLr: 0, warmup: 200 },
        ...{ evalEvery: 250, evalBatches: 16, averageDecay: 0.99 },
      },
    },
  },
  figures: {
    exactMatch: { label: "exact match", better: "higher", as: "percent" },
    f1: { label: "F1 of words", better: "higher", as: "percent" },
    noAnswer: { label: "questions without answer told so", better: "higher", as: "percent" },
  },

  read: async (files, { seed, made, sentences }) =>
    files
      ? readParts(files, {
          ...{ pattern: /\.(json|jsonl|ndjson)(\.gz)?$/i, expected, parse: parseSquad },
          // Questions on one text are in one part.
          ...{ keyOf: ({ context }) => context, key: "text" },
        })
      : madeQuestions({ seed, count: made, sentences }),
  amounts: amountsOf,
  describe: ({ training }: DataParts<AnsweredQuestion>, settings, base) =>
    describeEncoder({
      head: "ForQuestionAnswering",
      pairs: true,
      texts: training.flatMap(({ question, context }) => [question, context]),
      ...{ settings, base },
    }),
  shape: encoderSize,
  open: questionWork,
});
