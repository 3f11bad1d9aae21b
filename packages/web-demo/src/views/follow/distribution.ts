/** How the next token is chosen. */
export interface Sampling {
  /** 0 takes the likeliest token. */
  readonly temperature: number;
  /** The likeliest so many tokens; 0: all. */
  readonly topK: number;
  /** The likeliest tokens that reach this probability together; 1: all. */
  readonly topP: number;
}

/**
 * With which probability each token comes next, in the order in which the library filters: temperature, top-k, top-p. Of equals
 * at the edge top-k keeps all and top-p those with the higher ids, as Hugging Face does.
 */
export function distribution(
  logits: Float32Array,
  { temperature, topK, topP }: Sampling,
): Float64Array {
  const order = Array.from(logits, (_, id) => id).sort((a, b) => logits[b]! - logits[a]! || b - a);
  const result = new Float64Array(logits.length);
  const highest = logits[order[0]!]!;
  if (temperature === 0) {
    result[logits.indexOf(highest)] = 1;
    return result;
  }
  const power = (id: number) => Math.exp((logits[id]! - highest) / temperature);
  const edge = topK > 0 ? logits[order[Math.min(topK, order.length) - 1]!]! : -Infinity;
  const likely = order.filter((id) => logits[id]! >= edge);
  const total = likely.reduce((sum, id) => sum + power(id), 0);
  let reached = 0;
  for (const id of likely) {
    if (reached > 0 && reached >= topP * (1 - 1e-12)) break;
    result[id] = power(id) / total;
    reached += result[id]!;
  }
  return result.map((share) => share / reached);
}
