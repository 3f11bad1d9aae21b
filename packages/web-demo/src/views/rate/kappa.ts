/** How well people agree, beyond what chance would give: 1 is always, 0 as often as by chance. */
export interface Agreement {
  readonly measure: "cohen" | "fleiss";
  readonly raters: number;
  /** Things that at least two people have judged. */
  readonly items: number;
  /** Share of the judgements that agree. */
  readonly observed: number;
  /** undefined where chance alone would always agree, as when all have always said the same. */
  readonly kappa: number | undefined;
}

interface Judgement {
  readonly item: number;
  readonly rater: string;
  readonly category: string;
}

/** Cohen's kappa of two people, Fleiss' of more; undefined where no two have judged the same thing. */
export function agreementOf(judgements: readonly Judgement[]): Agreement | undefined {
  const items = new Map<number, Map<string, string>>();
  for (const { item, rater, category } of judgements) {
    const of = items.get(item) ?? new Map<string, string>();
    items.set(item, of.set(rater, category));
  }
  const shared = [...items.values()].filter(({ size }) => size > 1);
  if (shared.length === 0) return undefined;
  const raters = [...new Set(shared.flatMap((of) => [...of.keys()]))].sort();
  const [observed, expected] =
    raters.length === 2
      ? cohen(shared.map((of) => [of.get(raters[0]!)!, of.get(raters[1]!)!] as const))
      : fleiss(shared.map((of) => [...of.values()]));
  return {
    measure: raters.length === 2 ? "cohen" : "fleiss",
    ...{ raters: raters.length, items: shared.length, observed },
    kappa: 1 - expected < 1e-12 ? undefined : (observed - expected) / (1 - expected),
  };
}

/** Observed agreement, and that of chance: each with their own habits. Cohen 1960. */
function cohen(pairs: readonly (readonly [string, string])[]): [number, number] {
  const share = (rater: 0 | 1, category: string) =>
    pairs.filter((pair) => pair[rater] === category).length / pairs.length;
  const categories = [...new Set(pairs.flat())];
  return [
    pairs.filter(([a, b]) => a === b).length / pairs.length,
    categories.reduce((sum, one) => sum + share(0, one) * share(1, one), 0),
  ];
}

/** Of any number of people, not always the same ones. Fleiss 1971. */
function fleiss(items: readonly (readonly string[])[]): [number, number] {
  const all = items.flat();
  const count = (said: readonly string[], category: string) =>
    said.filter((one) => one === category).length;
  const categories = [...new Set(all)];
  const agreed = items.map((said) => {
    const same = categories.reduce(
      (sum, one) => sum + count(said, one) * (count(said, one) - 1),
      0,
    );
    return same / (said.length * (said.length - 1));
  });
  return [
    agreed.reduce((a, b) => a + b, 0) / items.length,
    categories.reduce((sum, one) => sum + (count(all, one) / all.length) ** 2, 0),
  ];
}
