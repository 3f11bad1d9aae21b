import type { Decoder } from "../../models/roles.ts";
import { flag, integer, texts } from "../../options/fields.ts";
import { jsonFile } from "../../pretrained/json-file.ts";
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
import { readParts } from "../data-parts.ts";
import { defineApplication } from "../define-application.ts";
import { tokenizerOf } from "../text-tokenizer.ts";
import { usualTraining } from "../training-fields.ts";
import { madeSums } from "./made-sums.ts";
import { questionRows } from "./question-rows.ts";

/** Ends an answer. */
const END = "<|end|>";
const UNKNOWN = "<unk>";

const sizes = { dropout: 0, columns: [], reversed: true } as const;

/** An answer as the model writes it: last digit first, so that a carry is known before it is needed. */
const turned = (answer: string, reversed: boolean): string =>
  reversed ? [...answer].reverse().join("") : answer;

/** All questions of a file, and of sums that are made the first: they are all alike. */
const someOf = (training: QuestionParts["training"]): readonly Question[] =>
  "get" in training
    ? Array.from({ length: Math.min(training.length, 1000) }, (_, i) => training.get(i))
    : training;

const fields = {
  ...answerFields,
  digits: integer({ from: 1, to: 3 }),
  reversed: flag(),
  columns: texts(),
};

/** Sums, or other questions and answers, character by character. */
export const arithmetic = defineApplication({
  name: "arithmetic",
  description: "sums and other short answers, character by character, by a decoder",
  pipeline: "text-generation",
  data: {
    expected: "a .tsv, .csv or .jsonl file of questions and answers: 12*7= and 84",
    usual: "all sums of two numbers, of which some are held out",
  },
  fields,
  flags: {
    ...answerFlags,
    digits: "Digits of the numbers that are added, where no file is named",
    reversed: "Write answers from their last character to their first, as carries go",
    columns: "Names of the two columns, question and answer",
  },
  check: headsDivide,
  presets: {
    small: {
      description: "two digits, 0.1 M parameters, half a minute",
      settings: {
        ...{ ...usualTraining, ...sizes, layers: 2, heads: 4, dModel: 64, digits: 2 },
        ...{ batch: 128, steps: 1200, evalEvery: 200, lr: 4e-3, minLr: 1e-4, warmup: 50 },
        ...{ weightDecay: 0.1, beta2: 0.98 },
      },
    },
    full: {
      description: "three digits, 0.2 M parameters, some minutes",
      settings: {
        ...{ ...usualTraining, ...sizes, layers: 2, heads: 4, dModel: 96, digits: 3 },
        ...{ batch: 256, steps: 1600, evalEvery: 200, lr: 3e-3, minLr: 1e-5, warmup: 100 },
        ...{ weightDecay: 0.1, beta2: 0.98 },
      },
    },
  },
  figures: { exact: { label: "answers right", better: "higher", as: "percent" } },

  read: async (files, { seed, digits, columns }): Promise<QuestionParts> =>
    files ? readParts(files, questionRows(columns)) : madeSums(seed, digits),
  amounts: ({ training, validation, test }) => [
    [
      { count: training.length, of: "to train on" },
      { count: validation.length, of: "to validate" },
      { count: test.length, of: "to test" },
    ],
  ],

  async describe(data, settings) {
    const questions = [...someOf(data.training), ...data.validation, ...data.test];
    const tokenizer = await trainTokenizer(
      "character",
      questions.map(({ question, answer }) => question + answer),
      { specialTokens: [END, UNKNOWN] },
    );
    const end = tokenizer.tokenToId(END)!;
    const longest = questions.reduce(
      (most, { question, answer }) => Math.max(most, [...question, ...answer].length),
      0,
    );
    const context = longest + 1;
    const { vocabSize } = tokenizer;
    return {
      config: answerDecoderConfig(settings, { vocabSize, context, end }),
      files: new Map([
        ["tokenizer.json", jsonFile(tokenizer)],
        [
          "tokenizer_config.json",
          jsonFile({
            ...{ tokenizer_class: "PreTrainedTokenizerFast", model_max_length: context },
            ...{ eos_token: END, pad_token: END, clean_up_tokenization_spaces: false },
          }),
        ],
        [
          "generation_config.json",
          jsonFile({ eos_token_id: end, pad_token_id: end, max_length: context }),
        ],
      ]),
    };
  },
  shape: decoderShape,

  open({ model, settings, config, files }: OpenedParts<typeof fields, Decoder>) {
    const tokenizer = tokenizerOf({ files });
    const { eos_token_id: end } = config as { readonly eos_token_id: number };
    return answerWork({
      ...{ model, settings, paddingIdx: end },
      encode({ question, answer }) {
        const ids = [...tokenizer.encode(question)];
        return {
          ids: [...ids, ...tokenizer.encode(turned(answer, settings.reversed)), end],
          from: ids.length,
        };
      },
      decode: (ids) => turned(tokenizer.decode(ids.filter((id) => id !== end)), settings.reversed),
    });
  },
});
