import { describeValue } from "../../options/describe-value.ts";
import { flag, integer } from "../../options/fields.ts";
import { OptionError } from "../../options/option-error.ts";
import { answerSpans } from "../answers/answer-spans.ts";
import {
  placeInContext,
  type Question,
  type QuestionWindow,
  questionWindows,
} from "../answers/question-windows.ts";
import { defineTask } from "../task.ts";
import { longestText } from "../texts/encode-texts.ts";
import { encoderOutputs, forwardTexts } from "../texts/forward-texts.ts";
import { expectInputText, tokenizerOf } from "../texts/text-input.ts";

const name = "question-answering";

/** An answer out of a context; start and end count code points. */
export interface Answer {
  readonly score: number;
  readonly start: number;
  readonly end: number;
  readonly answer: string;
}

const usualLength = 384;
const usualStride = 128;

export const questionAnswering = defineTask({
  name,
  description: "The part of a text that answers a question",
  inputKind: "text",
  fields: {
    /** So many of the likeliest answers: of more than one the result is a list. */
    topK: integer({ from: 1, default: 1 }),
    /** Tokens of an answer at most. */
    maxAnswerLen: integer({ from: 1, default: 15 }),
    /** There may be no answer, which is "" then. */
    handleImpossibleAnswer: flag({ default: false }),
    /** Tokens of a window of a long context at most, those of the question included; 384 or as many as the model takes unless given. */
    maxSeqLen: integer({ from: 1, optional: true }),
    /** Tokens that windows have in common; 128, or half a window, unless given. */
    docStride: integer({ from: 0, optional: true }),
    /** Read all of a long context, in as many windows as that takes. The reference stops where a window is full. */
    wholeContext: flag({ default: false }),
    /** Answers begin and end with words. */
    alignToWords: flag({ default: true }),
  },
  flags: {
    topK: "So many of the likeliest answers",
    maxAnswerLen: "Tokens of an answer at most",
    handleImpossibleAnswer: "There may be no answer, which is empty then",
    maxSeqLen: "Tokens of a window of a long context at most, the question included",
    docStride: "Tokens that windows have in common",
    wholeContext:
      "Read all of a long context; unless given what is behind a full window is left out",
    alignToWords: "Answers begin and end with words",
  },
  inputFlags: { question: "The question that each input is a context of" },
  inputOf(context, { question }): Question {
    expectInputText(name, "question", question);
    return { question, context };
  },
  fits: /ForQuestionAnswering$/,
  expect: (model) => void tokenizerOf(name, model),
  async run(model, inputs: readonly Question[], settings): Promise<readonly (Answer | Answer[])[]> {
    const tokenizer = tokenizerOf(name, model);
    const maxLength =
      settings.maxSeqLen ?? Math.min(longestText(model) ?? usualLength, usualLength);
    const stride = settings.docStride ?? Math.min(Math.floor(maxLength / 2), usualStride);
    if (stride > maxLength)
      throw new OptionError(
        `${name}: docStride is ${stride}, expected at most maxSeqLen (${maxLength})`,
      );
    const windows = inputs.map((input) => {
      expectQuestion(input);
      return questionWindows(input, tokenizer, {
        ...{ maxLength, stride, whole: settings.wholeContext },
      });
    });
    const all = windows.flat().map(({ encoding }) => encoding);
    const rows = await forwardTexts(model, all, settings, (given) => {
      const { start_logits: starts, end_logits: ends } = encoderOutputs(model, given);
      return [starts!, ends!];
    });
    let done = 0;
    return windows.map((own, i) => {
      const scores = rows.slice(done, done + own.length);
      done += own.length;
      const answers = answersOf([...inputs[i]!.context], own, scores, settings);
      return answers.length === 1 && settings.topK === 1 ? answers[0]! : answers;
    });
  },
});

interface AnswerSettings {
  readonly topK: number;
  readonly maxAnswerLen: number;
  readonly handleImpossibleAnswer: boolean;
  readonly alignToWords: boolean;
}

/** The likeliest answers of all windows; equal ones, but for case, count together. */
function answersOf(
  context: readonly string[],
  windows: readonly QuestionWindow[],
  scores: readonly (readonly Float32Array[])[],
  { topK, maxAnswerLen, handleImpossibleAnswer, alignToWords }: AnswerSettings,
): Answer[] {
  const found = new Map<string, Answer>();
  let none = 1_000_000;
  for (const [i, window] of windows.entries()) {
    const [starts, ends] = scores[i]! as readonly [Float32Array, Float32Array];
    const limits = { topK: alignToWords ? 2 * topK + 10 : topK, maxAnswerLen };
    const spans = answerSpans({ starts, ends, allowed: window.allowed }, limits);
    none = Math.min(none, spans.none);
    for (const span of spans.spans) {
      const [start, end] = placeInContext(window, span, alignToWords);
      const answer = context.slice(start, end).join("");
      const known = found.get(answer.toLowerCase());
      const score = (known?.score ?? 0) + span.score;
      found.set(answer.toLowerCase(), known ? { ...known, score } : { score, start, end, answer });
    }
  }
  const answers = [...found.values()];
  if (handleImpossibleAnswer) answers.push({ score: none, start: 0, end: 0, answer: "" });
  return answers.sort((a, b) => b.score - a.score).slice(0, topK);
}

function expectQuestion(input: Question): void {
  if (typeof input !== "object" || input === null)
    throw new TypeError(
      `${name}: an input is ${describeValue(input)}, expected { question, context }`,
    );
  for (const part of ["question", "context"] as const) {
    expectInputText(name, part, input[part]);
    if (input[part].trim() === "") throw new RangeError(`${name}: ${part} is empty, expected text`);
  }
}
