import { splitWords } from "../python-whitespace.ts";
import { segments } from "../segments.ts";
import { editDistance } from "./edit-distance.ts";

/** How far hypotheses are from their references, and by which errors. */
export interface ErrorRate {
  /** Errors for each unit of the references: 0 is perfect, and it may be above 1. Of empty references 0 or Infinity. */
  readonly rate: number;
  /** Insertions, deletions and substitutions. */
  readonly errors: number;
  /** Words or characters of the references. */
  readonly length: number;
}

/**
 * Word error rate of all texts together: the sum of errors by the sum of the references' words. Words are what lies
 * between white space; nothing else is changed: see `normalizeTranscript` and `normalizeEnglishTranscript`.
 *
 * @throws RangeError for no hypotheses, or another number of references
 */
export const wordErrorRate = (
  hypotheses: readonly string[],
  references: readonly string[],
): ErrorRate => errorRate("wordErrorRate", hypotheses, references, splitWords);

/**
 * Character error rate of all texts together. Characters are code points, blanks among them.
 *
 * @throws RangeError for no hypotheses, or another number of references
 */
export const characterErrorRate = (
  hypotheses: readonly string[],
  references: readonly string[],
): ErrorRate => errorRate("characterErrorRate", hypotheses, references, (text) => [...text]);

function errorRate(
  who: string,
  hypotheses: readonly string[],
  references: readonly string[],
  unitsOf: (text: string) => string[],
): ErrorRate {
  let [errors, length] = [0, 0];
  for (const [i, { hypothesis, references: wanted }] of segments(
    who,
    hypotheses,
    references,
  ).entries()) {
    if (wanted.length > 1)
      throw new RangeError(`${who}: text ${i} has ${wanted.length} references, expected one`);
    const units = unitsOf(wanted[0]!);
    errors += editDistance(unitsOf(hypothesis), units);
    length += units.length;
  }
  return { rate: length === 0 && errors === 0 ? 0 : errors / length, errors, length };
}
