/**
 * Lower the logits of tokens that stand in `history`, each once, in place: positive logits are divided
 * by the penalty, negative ones multiplied. Keskar et al., "CTRL: a conditional transformer language
 * model for controllable generation" (2019).
 */
export function applyRepetitionPenalty(
  logits: Float64Array,
  history: Iterable<number>,
  penalty: number,
): void {
  for (const token of history instanceof Set ? history : new Set(history)) {
    const logit = logits[token];
    if (logit === undefined)
      throw new RangeError(
        `sampling: the history has token ${token}, expected an integer from 0 to ${logits.length - 1}`,
      );
    logits[token] = logit < 0 ? logit * penalty : logit / penalty;
  }
}
