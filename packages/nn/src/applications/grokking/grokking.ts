import type { Decoder } from "../../models/roles.ts";
import { AdamW } from "../../optim/adam.ts";
import { constantSchedule } from "../../optim/lr-scheduler/schedules.ts";
import { integer, number, oneOf, texts } from "../../options/fields.ts";
import { jsonFile } from "../../pretrained/json-file.ts";
import { RecipeError } from "../../recipes/settings-error.ts";
import type { PretrainedTokenizer } from "../../tokenizers/pretrained-tokenizer.ts";
import { trainTokenizer } from "../../tokenizers/training/train-tokenizer.ts";
import {
  answerDecoderConfig,
  answerFields,
  answerFlags,
  decoderShape,
  headsDivide,
} from "../answers/answer-fields.ts";
import { answerWork, type Question, type QuestionParts } from "../answers/answer-work.ts";
import type { OpenedParts } from "../application.ts";
import { questionRows } from "../arithmetic/question-rows.ts";
import { readParts } from "../data-parts.ts";
import { defineApplication } from "../define-application.ts";
import { tokenizerOf } from "../text-tokenizer.ts";
import { usualTraining } from "../training-fields.ts";
import { isPrime, madeEquations, operations } from "./made-equations.ts";

const UNKNOWN = "<unk>";

/** Power et al., arXiv:2201.02177: half of the table, AdamW whose decay is 1, a flat rate. */
const published = {
  ...{ ...usualTraining, layers: 2, heads: 4, dModel: 128, dropout: 0, columns: [] },
  ...{ operation: "add" as const, modulus: 97, fraction: 0.5, until: 0.99, initial: 0.02 },
  ...{ batch: 512, steps: 10_000, lr: 1e-3, minLr: 1e-3, warmup: 10, weightDecay: 1, beta2: 0.98 },
  ...{ gradClip: 0, evalEvery: 20, evalBatches: 4 },
} as const;

/** @throws RecipeError for an answer of several words */
function oneToken(tokenizer: PretrainedTokenizer, { question, answer }: Question): number {
  const ids = tokenizer.encode(answer);
  if (ids.length === 1) return ids[0]!;
  throw new RecipeError(
    `the answer of ${JSON.stringify(question.slice(0, 40))} is ${JSON.stringify(answer.slice(0, 40))}, ` +
      "expected one word; the task arithmetic learns answers of several characters",
  );
}

const fields = {
  ...answerFields,
  operation: oneOf(operations),
  modulus: integer({ from: 2, to: 1000 }),
  fraction: number({ above: 0, below: 1 }),
  until: number({ from: 0, to: 1 }),
  initial: number({ above: 0, to: 10 }),
  columns: texts(),
};

/** Tables of arithmetic modulo a prime, understood long after they are known by heart. */
export const grokking = defineApplication({
  name: "grokking",
  description: "a table of x + y, x - y or x / y modulo 97, of which half is shown, by a decoder",
  pipeline: "text-generation",
  data: {
    expected: "a .tsv, .csv or .jsonl file of questions and answers of one word: 12 + 90 = and 5",
    usual: "a whole table modulo a number, of which half is learnt from",
  },
  fields,
  flags: {
    ...answerFlags,
    operation: `What the table is of, where no file is named: ${operations.join(", ")}`,
    modulus: "Numbers of the table, where no file is named",
    fraction: "Part of the table that is learnt from, where no file is named",
    until:
      "Share of right answers on the validation data at which training ends; 0 for no such end",
    initial: "Deviation of the initial weights: from large ones a model learns by heart first",
    columns: "Names of the two columns, question and answer",
  },
  check: (settings) =>
    settings.operation === "divide" && !isPrime(settings.modulus)
      ? `modulus is ${settings.modulus}, expected a prime number: others cannot be divided by`
      : headsDivide(settings),
  presets: {
    small: {
      description: "x + y mod 23, 0.1 M parameters, half a minute",
      settings: {
        ...{ ...published, layers: 1, dModel: 64, modulus: 23, fraction: 0.7 },
        ...{ batch: 128, steps: 1500, lr: 3e-3, minLr: 3e-3, evalEvery: 50, evalBatches: 0 },
      },
    },
    full: {
      description: "x + y mod 97 as Power et al. have it, 0.4 M parameters, some minutes",
      settings: published,
    },
  },
  figures: { exact: { label: "answers right", better: "higher", as: "percent" } },

  read: async (files, { seed, columns, ...table }): Promise<QuestionParts> =>
    files ? readParts(files, questionRows(columns)) : madeEquations(seed, table),
  amounts: ({ training, validation, test }) => [
    [
      { count: training.length, of: "to learn from" },
      { count: validation.length, of: "to validate" },
      { count: test.length, of: "to test" },
    ],
  ],

  async describe({ training, validation, test }, settings) {
    const questions = [...(training as QuestionParts["test"]), ...validation, ...test];
    const tokenizer = await trainTokenizer(
      "word",
      questions.map(({ question, answer }) => `${question} ${answer}`),
      { specialTokens: [UNKNOWN] },
    );
    for (const one of questions) oneToken(tokenizer, one);
    const context = Math.max(...questions.map(({ question }) => tokenizer.encode(question).length));
    const { vocabSize } = tokenizer;
    const [unknown, tokens] = [tokenizer.tokenToId(UNKNOWN)!, context + 1];
    return {
      config: {
        ...answerDecoderConfig(settings, { vocabSize, context: tokens, end: unknown }),
        initializer_range: settings.initial,
      },
      files: new Map([
        ["tokenizer.json", jsonFile(tokenizer)],
        [
          "tokenizer_config.json",
          jsonFile({
            ...{ tokenizer_class: "PreTrainedTokenizerFast", model_max_length: tokens },
            ...{ unk_token: UNKNOWN, pad_token: UNKNOWN, clean_up_tokenization_spaces: false },
          }),
        ],
        // An answer is one token.
        ["generation_config.json", jsonFile({ max_new_tokens: 1, pad_token_id: unknown })],
      ]),
    };
  },
  shape: decoderShape,

  open({ model, settings, files }: OpenedParts<typeof fields, Decoder>) {
    const tokenizer = tokenizerOf({ files });
    const { lr, beta2, weightDecay, warmup, until } = settings;
    return {
      ...answerWork({
        ...{ model, settings, paddingIdx: tokenizer.tokenToId(UNKNOWN)! },
        encode({ question, answer }) {
          const ids = [...tokenizer.encode(question)];
          return { ids: [...ids, oneToken(tokenizer, { question, answer })], from: ids.length };
        },
        decode: (ids) => tokenizer.decode(ids),
      }),
      optimizer: () => new AdamW(model.parameters(), { lr, betas: [0.9, beta2], weightDecay }), // biases too
      schedule: constantSchedule({ peak: lr, warmup }),
      reached: ({ figures }) => until > 0 && figures.exact! >= until,
    };
  },
});
