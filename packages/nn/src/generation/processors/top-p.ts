import { probabilities, ROUNDING } from "./probabilities.ts";

/**
 * Keep the smallest set of most probable tokens whose probability reaches p, `atLeast` so many; the others
 * become -Infinity, in place. Of equals at the edge those with the higher ids stay, as Hugging Face's
 * stable ascending sort has it. Holtzman et al., "The curious case of neural text degeneration" (ICLR 2020).
 */
export function keepTopP(logits: Float64Array, p: number, atLeast = 1): void {
  const probability = probabilities(logits);
  // Tokens below (1 - p) / vocabSize have less than 1 - p together, so none of them is needed to reach
  // p: only the rest is sorted. Half of it, to stay clear of rounding.
  const negligible = atLeast > 1 ? -1 : (1 - p) / (2 * logits.length);
  const ascending = probability.filter((its) => its > negligible).sort();
  let first = ascending.length - 1;
  const most = ascending.length - atLeast; // where the first of so many stands
  for (
    let reached = ascending[first]!;
    first > 0 && (reached < p * (1 - ROUNDING) || first > most);
    first--
  )
    reached += ascending[first - 1]!;
  const threshold = ascending[first]!;
  let equals = ascending.lastIndexOf(threshold) - first + 1;
  for (let token = logits.length - 1; token >= 0; token--) {
    const its = probability[token]!;
    if (its < threshold || (its === threshold && equals-- <= 0)) logits[token] = -Infinity;
  }
}
