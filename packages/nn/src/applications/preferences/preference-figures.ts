import type { FigureTable } from "../../recipes/figures.ts";
import type { ScoredAnswer, ScoredPreference } from "./score-preferences.ts";

/** The first decides which weights are kept. */
export const preferenceFigures = {
  preferred: { label: "chosen likelier", better: "higher", as: "percent" },
  preferredBefore: { label: "before", better: "higher", as: "percent" },
  rewarded: { label: "rewarded more", better: "higher", as: "percent" },
  margin: { label: "reward margin", better: "higher" },
  drift: { label: "drift (nats a token)", better: "lower" },
  perplexity: { label: "perplexity of chosen", better: "lower" },
  perplexityBefore: { label: "perplexity before", better: "lower" },
} as const satisfies FigureTable;

/** What a model has learnt of preferences, beside what its reference knew. `beta` is that of the loss. */
export function figuresOf(
  scored: readonly ScoredPreference[],
  beta: number,
): Record<Exclude<keyof typeof preferenceFigures, "drift">, number> {
  const share = (holds: (one: ScoredPreference) => boolean): number =>
    scored.filter(holds).length / scored.length;
  const chosenBy = (who: "policy" | "reference"): number => {
    const sum = (of: (answer: ScoredAnswer) => number): number =>
      scored.reduce((total, { chosen }) => total + of(chosen), 0);
    return Math.exp(-sum((answer) => answer[who]) / sum(({ tokens }) => tokens));
  };
  const marginOf = ({ chosen, rejected }: ScoredPreference): number =>
    beta * (chosen.policy - chosen.reference - (rejected.policy - rejected.reference));
  return {
    preferred: share(({ chosen, rejected }) => chosen.policy > rejected.policy),
    preferredBefore: share(({ chosen, rejected }) => chosen.reference > rejected.reference),
    rewarded: share((one) => marginOf(one) > 0),
    margin: scored.reduce((total, one) => total + marginOf(one), 0) / scored.length,
    perplexity: chosenBy("policy"),
    perplexityBefore: chosenBy("reference"),
  };
}
