/** Each loss as the mean of the last twenty, so that curves can be compared by eye. */
export function smoothed(losses: readonly number[], over = 20): number[] {
  let sum = 0;
  return losses.map((loss, i) => {
    sum += loss - (i >= over ? losses[i - over]! : 0);
    return sum / Math.min(i + 1, over);
  });
}
