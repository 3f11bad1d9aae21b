/** A run of tokens, and what is added to the score of its last one where it would complete the run. */
export type SequenceBias = readonly [ids: readonly number[], bias: number];

/** Add each bias, in place, to the last token of its run where the tokens before it stand at the end of `ids`. */
export function addSequenceBias(
  scores: Float64Array,
  ids: readonly number[],
  biases: readonly SequenceBias[],
): void {
  for (const [run, bias] of biases) {
    const last = run.at(-1)!;
    if (run.some((id) => id >= scores.length))
      throw new RangeError(
        `sequenceBias: it has token ${Math.max(...run)}, expected ids from 0 to ${scores.length - 1}`,
      );
    if (run.length > 1 && run.length > ids.length) continue;
    const start = ids.length - run.length + 1;
    if (run.slice(0, -1).every((id, i) => id === ids[start + i])) scores[last]! += bias;
  }
}

/** Of equal runs the last counts. */
export const differentBiases = (biases: readonly SequenceBias[]): readonly SequenceBias[] => [
  ...new Map(biases.map((one) => [one[0].join(), one])).values(),
];
