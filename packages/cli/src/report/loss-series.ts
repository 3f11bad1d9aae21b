import type { StepRecord } from "@qkv/nn";

/** Mean training losses of `buckets` equal stretches of a run, or of each step of a shorter one. */
export function bucketMeans(records: readonly StepRecord[], buckets: number): readonly number[] {
  const count = Math.min(buckets, records.length);
  return Array.from({ length: count }, (_, i) => {
    const from = Math.floor((i * records.length) / count);
    const to = Math.floor(((i + 1) * records.length) / count);
    const losses = records.slice(from, to).map(({ loss }) => loss);
    return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  });
}

/**
 * Validation losses along a run, at as many equal distances as `before` has values: on straight lines
 * between those that are known, and equal to `before` ahead of the first. Undefined for fewer than two.
 */
export function validationAlong(
  records: readonly StepRecord[],
  before: readonly number[],
): readonly number[] | undefined {
  const known = records.flatMap(({ valLoss }, at) =>
    valLoss === undefined ? [] : [{ at, valLoss }],
  );
  if (known.length < 2) return undefined;
  return before.map((value, i) => {
    const at = (i * (records.length - 1)) / Math.max(before.length - 1, 1);
    if (at < known[0]!.at) return value;
    const next = known.findIndex((one) => one.at > at);
    if (next < 0) return known.at(-1)!.valLoss;
    const [a, b] = [known[next - 1]!, known[next]!];
    return a.valLoss + ((b.valLoss - a.valLoss) * (at - a.at)) / (b.at - a.at);
  });
}

/** Each loss averaged with as many before it as behind it, about a thirtieth of the run in all. */
export function smoothedLosses(records: readonly StepRecord[]): readonly number[] {
  const sums = [0]; // sums[i] is the sum of the first i losses
  for (const { loss } of records) sums.push(sums.at(-1)! + loss);
  const widest = Math.round(records.length / 60);
  return records.map((_, i) => {
    const reach = Math.min(widest, i, records.length - 1 - i);
    return (sums[i + reach + 1]! - sums[i - reach]!) / (2 * reach + 1);
  });
}
