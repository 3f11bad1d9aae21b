import { placeInContext, questionWindows } from "../../pipelines/answers/question-windows.ts";
import type { PretrainedTokenizer } from "../../tokenizers/pretrained-tokenizer.ts";
import type { AnsweredQuestion } from "./answered-question.ts";

/** A question with a part of its passage, as the model sees them, and the tokens of the answer in it. */
export interface QuestionPiece {
  readonly ids: readonly number[];
  readonly typeIds: readonly number[];
  /** First and last token of the answer; both 0, the token before all, where this part of the passage has none. */
  readonly start: number;
  readonly end: number;
}

export interface QuestionCutting {
  /** Tokens of a piece at most. */
  readonly maxLength: number;
  /** Tokens of a long passage that one piece has in common with the next. */
  readonly stride: number;
}

/** The pieces of a question: one, or of a long passage several that overlap. */
export function questionPieces(
  { question, context, answers }: AnsweredQuestion,
  tokenizer: PretrainedTokenizer,
  cutting: QuestionCutting,
): readonly QuestionPiece[] {
  const [answer] = answers;
  return questionWindows({ question, context }, tokenizer, { ...cutting, whole: true }).map(
    (window) => {
      const { ids, typeIds, sequenceIds } = window.encoding;
      const none = { ids, typeIds, start: 0, end: 0 };
      if (!answer) return none;
      const stop = answer.start + [...answer.text].length;
      const inAnswer = [...ids.keys()].filter((i) => {
        if (sequenceIds[i] !== window.contextIs) return false;
        const [from, to] = placeInContext(window, { first: i, last: i }, false);
        return from < stop && to > answer.start;
      });
      if (inAnswer.length === 0) return none;
      const [start, end] = [inAnswer[0]!, inAnswer.at(-1)!];
      const [from] = placeInContext(window, { first: start, last: start }, false);
      const [, to] = placeInContext(window, { first: end, last: end }, false);
      // An answer that this piece cuts is left to the piece that has all of it.
      return from <= answer.start && to >= stop ? { ids, typeIds, start, end } : none;
    },
  );
}
