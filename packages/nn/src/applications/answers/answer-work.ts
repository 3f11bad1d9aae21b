import { DataLoader } from "../../data/data-loader.ts";
import type { Dataset } from "../../data/dataset.ts";
import type { Decoder } from "../../models/roles.ts";
import type { ApplicationScore } from "../../recipes/figures.ts";
import { RecipeError } from "../../recipes/settings-error.ts";
import { meanTokenLoss, type TokenLoss } from "../../recipes/token-loss.ts";
import type { Work } from "../application.ts";
import type { ApplicationTraining } from "../training-fields.ts";
import { type AnswerBatch, answerBatch, type EncodedAnswer } from "./answer-batch.ts";
import { scoreAnswers } from "./score-answers.ts";

/** A question and its answer, as people write them. */
export interface Question {
  readonly question: string;
  readonly answer: string;
}

/** Questions to learn from; of many only those that are asked for are made. */
export interface QuestionParts {
  readonly training: Dataset<Question> | readonly Question[];
  readonly validation: readonly Question[];
  readonly test: readonly Question[];
}

export interface AnswerWorkParts {
  readonly model: Decoder;
  readonly settings: ApplicationTraining;
  /** Fills up shorter rows. */
  readonly paddingIdx: number;
  encode(question: Question): EncodedAnswer;
  /** Ids of an answer as people read it. */
  decode(ids: readonly number[]): string;
}

/** Batches, loss on the answers alone, and how many are right to the last token, of a decoder. */
export function answerWork(parts: AnswerWorkParts): Work<QuestionParts, AnswerBatch> {
  const { model, settings, paddingIdx, decode } = parts;
  const { batch: batchSize, seed } = settings;
  const { device } = model;
  const padded = { paddingIdx, device };
  const tokens: TokenLoss<AnswerBatch> = { of: (batch) => batch, paddingIdx };
  const encode = (question: Question): EncodedAnswer => {
    const encoded = parts.encode(question);
    const { length } = encoded.ids;
    if (length <= model.contextLength + 1) return encoded; // the last is a target alone
    throw new RecipeError(
      `the question ${JSON.stringify(question.question.slice(0, 40))} and its answer are ${length} tokens, ` +
        `expected at most ${model.contextLength + 1}: the model has positions for no more`,
    );
  };
  return {
    batches: ({ training }) =>
      new DataLoader<Question, AnswerBatch>(training, {
        ...{ batchSize, shuffle: true, seed },
        collate: (some) => answerBatch(some.map(encode), padded),
      }),
    loss: meanTokenLoss(model, tokens),
    tokens,
    targetsIn: ({ counted }) => counted,
    async score(data, { part, examples, ...options }): Promise<ApplicationScore> {
      const questions = data[part].slice(0, examples).map(encode);
      const scoring = { model, paddingIdx, batchSize, ...options };
      const { loss, exact } = await scoreAnswers(questions, scoring);
      return { loss, figures: { exact: exact.filter(Boolean).length / exact.length } };
    },
    async samples(data, { part, examples = 8, ...options }) {
      const questions = data[part].slice(0, 1000);
      const scoring = { model, paddingIdx, batchSize, ...options };
      const { told, exact } = await scoreAnswers(questions.map(encode), scoring);
      const pairs = questions.map(({ question, answer }, i) => ({
        ...{ source: question, target: answer, output: decode(told[i]!), exact: exact[i]! },
      }));
      const wrong = pairs.filter((pair) => !pair.exact).slice(0, examples >> 1);
      const right = pairs.filter((pair) => pair.exact).slice(0, examples - wrong.length);
      return [{ kind: "pairs", title: "Answered right, and wrong", pairs: [...right, ...wrong] }];
    },
  };
}
