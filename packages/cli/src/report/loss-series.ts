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

/**
 * Each loss averaged with as many before it as behind it, about a thirtieth of the run in all. At the end, where none are
 * behind it, the value there of the straight line through the last tenth of the run: a mean of what is left would end in
 * the last loss alone.
 */
export function smoothedLosses(records: readonly StepRecord[]): readonly number[] {
  const losses = records.map(({ loss }) => loss);
  const sums = [0]; // sums[i] is the sum of the first i losses
  for (const loss of losses) sums.push(sums.at(-1)! + loss);
  const widest = Math.max(2, Math.round(losses.length / 60));
  const last = losses.length - 1;
  const atTheEnd = lineThrough(losses.slice(-6 * widest));
  return losses.map((_, i) => {
    const reach = Math.min(widest, i);
    if (i + reach > last) return atTheEnd(i - last);
    return (sums[i + reach + 1]! - sums[i - reach]!) / (2 * reach + 1);
  });
}

/** The straight line of least squares through values at equal distances, as a function of the place: 0 is the last. */
function lineThrough(values: readonly number[]): (place: number) => number {
  const middle = (1 - values.length) / 2;
  let [mean, slope, spread] = [0, 0, 0];
  for (const value of values) mean += value / values.length;
  for (const [i, value] of values.entries()) {
    slope += (i + middle) * value;
    spread += (i + middle) ** 2;
  }
  const rise = spread > 0 ? slope / spread : 0;
  return (place) => mean + rise * (place - middle);
}
