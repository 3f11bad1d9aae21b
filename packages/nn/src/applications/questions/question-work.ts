import { noGrad } from "../../autograd/grad-mode.ts";
import { Yielder } from "../../event-loop/yield-to-event-loop.ts";
import { answerScore } from "../../metrics/answers/answer-scores.ts";
import type { EncoderModel } from "../../models/encoder/encoder-model.ts";
import type { NamedTensors } from "../../models/roles.ts";
import { inferenceOf } from "../../module/evaluating.ts";
import { readyModel } from "../../pipelines/task-model.ts";
import { type Answer, questionAnswering } from "../../pipelines/tasks/question-answering.ts";
import type { OutputPair } from "../../recipes/sample.ts";
import { scope } from "../../tensor/scope.ts";
import type { Base, Described, HeldOutOptions, Work } from "../application.ts";
import type { DataParts } from "../data-parts.ts";
import { AlikeBatches } from "../text-encoder/alike-batches.ts";
import { tokenizerOf } from "../text-tokenizer.ts";
import type { ApplicationTraining } from "../training-fields.ts";
import type { AnsweredQuestion } from "./answered-question.ts";
import { questionBatch } from "./question-batch.ts";
import { type QuestionPiece, questionPieces } from "./question-pieces.ts";
import { startAlike } from "./start-alike.ts";

export interface QuestionWorkParts extends Described {
  readonly model: EncoderModel;
  /** The model that it starts from; undefined for a new one. */
  readonly base?: Base | undefined;
  readonly settings: ApplicationTraining & {
    readonly context: number;
    readonly stride: number;
    readonly answerTokens: number;
  };
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, one) => sum + one, 0) / values.length;

/** Batches, losses, figures and examples of an encoder that points at answers. */
export function questionWork(
  parts: QuestionWorkParts,
): Work<DataParts<AnsweredQuestion>, NamedTensors> {
  const { model, settings, config } = parts;
  const { batch: batchSize, seed, stride } = settings;
  const tokenizer = tokenizerOf(parts);
  const maxLength = Math.min(settings.context, model.contextLength ?? settings.context);
  const paddingIdx = tokenizer.specialTokenId("pad") ?? 0;
  const piecesOf = (questions: readonly AnsweredQuestion[]): readonly QuestionPiece[] =>
    questions.flatMap((one) => questionPieces(one, tokenizer, { maxLength, stride }));
  const reading = questionAnswering.options.complete({
    ...{ handleImpossibleAnswer: true, maxSeqLen: maxLength, docStride: stride, batchSize },
    wholeContext: true,
    maxAnswerLen: settings.answerTokens,
  });
  const ready = readyModel("questions", {
    ...{ model, tokenizer, config: config as Readonly<Record<string, unknown>> },
  });
  const task = { ...ready, readInput: async () => new Uint8Array() };

  /** What the pipeline answers. */
  const answered = async (
    questions: readonly AnsweredQuestion[],
    { signal, onProgress }: HeldOutOptions,
  ): Promise<readonly string[]> => {
    const answers: string[] = [];
    for (let start = 0; start < questions.length; start += batchSize) {
      const some = questions.slice(start, start + batchSize);
      const inputs = some.map(({ question, context }) => ({ question, context }));
      const found = await questionAnswering.run(task, inputs, { ...reading, signal });
      answers.push(...found.map((one) => (one as Answer).answer));
      onProgress?.(start + some.length, questions.length);
    }
    return answers;
  };
  const lossOf = async (
    pieces: readonly QuestionPiece[],
    { signal }: HeldOutOptions,
  ): Promise<number> => {
    const yielder = new Yielder();
    const inference = inferenceOf(model);
    const order = [...pieces].sort((a, b) => a.ids.length - b.ids.length); // little is padding
    let sum = 0;
    for (let start = 0; start < order.length; start += batchSize) {
      signal?.throwIfAborted();
      const some = order.slice(start, start + batchSize);
      using loss = inference(() =>
        noGrad(() => scope(() => model.forwardNamed(questionBatch(some, model, paddingIdx)).loss!)),
      );
      sum += (await loss.item()) * some.length;
      await yielder.turn();
    }
    return sum / order.length;
  };
  const rightOf = ({ answers }: AnsweredQuestion): readonly string[] =>
    answers.length === 0 ? [""] : answers.map(({ text }) => text);

  return {
    begin() {
      if (!parts.base) startAlike(model);
    },
    batches: ({ training }) =>
      new AlikeBatches<QuestionPiece, NamedTensors>(piecesOf(training), {
        ...{ batchSize, seed },
        lengthOf: ({ ids }) => ids.length,
        collate: (some) => questionBatch(some, model, paddingIdx),
      }),
    loss: (batch) => model.forwardNamed(batch).loss!,
    async score(data, options) {
      const questions = data[options.part].slice(0, options.examples);
      const answers = await answered(questions, options);
      const scores = questions.map((one, i) => answerScore(answers[i]!, rightOf(one)));
      const none = questions.flatMap((one, i) =>
        one.answers.length === 0 ? [answers[i] === "" ? 1 : 0] : [],
      );
      return {
        loss: await lossOf(piecesOf(questions), options),
        figures: {
          exactMatch: mean(scores.map(({ exactMatch }) => exactMatch)),
          f1: mean(scores.map(({ f1 }) => f1)),
          ...{ noAnswer: mean(none) },
        },
      };
    },
    async samples(data, options) {
      const { examples = 8 } = options;
      const questions = data[options.part].slice(0, Math.max(100, examples));
      const answers = await answered(questions, options);
      const pairs = questions.map((one, i): OutputPair => {
        const [target, output] = [rightOf(one)[0]!, answers[i]!].map(
          (text) => text || "(no answer)",
        );
        const exact = answerScore(answers[i]!, rightOf(one)).exactMatch === 1;
        return {
          source: `${one.context} ${one.question}`,
          target: target!,
          output: output!,
          exact,
        };
      });
      const wrong = pairs.filter(({ exact }) => !exact).slice(0, examples >> 1);
      const right = pairs.filter(({ exact }) => exact).slice(0, examples - wrong.length);
      return [{ kind: "pairs", pairs: [...right, ...wrong], title: "Answered right, and wrong" }];
    },
  };
}
