import type { Sample } from "../../recipes/sample.ts";

const BINS = 10;

/** How sure the model was, and how often it was right then: well calibrated where both agree. Guo et al., arXiv:1706.04599. */
export function reliability(
  labels: readonly number[],
  probabilities: readonly ArrayLike<number>[],
): Sample {
  const bins = Array.from({ length: BINS }, () => ({ sure: 0, right: 0, count: 0 }));
  for (const [i, row] of probabilities.entries()) {
    const all = Array.from(row);
    const sure = Math.max(...all);
    const bin = bins[Math.min(BINS - 1, Math.ceil(sure * BINS) - 1)]!; // (0, 0.1], (0.1, 0.2], ...
    bin.sure += sure;
    bin.right += all.indexOf(sure) === labels[i] ? 1 : 0;
    bin.count++;
  }
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  return {
    kind: "table",
    title: "How sure, and how often right",
    columns: ["sure", "on average", "right", "texts"],
    rows: bins.flatMap(({ sure, right, count }, i) =>
      count === 0
        ? []
        : [[`${10 * i} to ${10 * i + 10} %`, percent(sure / count), percent(right / count), count]],
    ),
  };
}
