import { highestOf } from "./probabilities.ts";

/** Scores become log-probabilities, in place. */
export function logSoftmax(scores: Float64Array): void {
  const highest = highestOf(scores);
  let total = 0;
  for (const score of scores) total += Math.exp(score - highest);
  const log = Math.log(total);
  // One after the other: their sum would lose the smaller.
  for (let token = 0; token < scores.length; token++)
    scores[token] = scores[token]! - highest - log;
}
