import { expectNumeric } from "../../options/expect-argument.ts";
import { logSoftmax } from "./log-softmax.ts";

/**
 * Classifier-free guidance, in place: away from what the model says to another prompt, or to none. u + scale (c - u) of the
 * log-probabilities. Sanchez et al., arXiv:2306.17806.
 *
 * @param scores of all tokens for the prompt, [vocabSize]
 * @param unconditional the same for the other prompt; they become log-probabilities
 */
export function guideAwayFrom(
  scores: Float64Array,
  unconditional: Float64Array,
  scale: number,
): void {
  expectScores("guideAwayFrom", scores, unconditional, scale);
  logSoftmax(scores);
  if (scale === 1) return;
  logSoftmax(unconditional);
  mixScores(scores, unconditional, scale);
}

/** u + scale (c - u), in place, of scores as they are. */
export function mixScores(scores: Float64Array, unconditional: Float64Array, scale: number): void {
  expectScores("mixScores", scores, unconditional, scale);
  for (let token = 0; token < scores.length; token++) {
    const u = unconditional[token]!;
    scores[token] = u + scale * (scores[token]! - u);
  }
}

function expectScores(who: string, scores: unknown, other: unknown, scale: unknown): void {
  for (const [name, value] of Object.entries({ scores, unconditional: other }))
    if (!(value instanceof Float64Array) || value.length === 0)
      throw new TypeError(`${who}: ${name} are no Float64Array, expected scores of all tokens`);
  if ((scores as Float64Array).length !== (other as Float64Array).length)
    throw new RangeError(`${who}: scores and unconditional are of different lengths`);
  expectNumeric(who, "scale", scale);
}
