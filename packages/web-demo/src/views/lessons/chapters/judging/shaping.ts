/** Mean negative logarithm of what was given to the right tokens, in nats. */
export const lossOf = (probabilities: readonly number[]): number =>
  probabilities.reduce((sum, p) => sum - Math.log(p), 0) / probabilities.length;

export const perplexityOf = (probabilities: readonly number[]): number =>
  Math.exp(lossOf(probabilities));
