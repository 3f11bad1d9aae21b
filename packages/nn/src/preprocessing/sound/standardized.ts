const epsilon = 1e-7;

/** Mean 0 and variance 1 over the samples that the mask holds, all without one; the others become `paddingValue`. */
export function standardized(
  row: Float32Array,
  mask: Int32Array | undefined,
  paddingValue: number,
): Float32Array {
  const counts = (i: number) => mask === undefined || mask[i] === 1;
  let [count, sum] = [0, 0];
  for (let i = 0; i < row.length; i++) if (counts(i)) [count, sum] = [count + 1, sum + row[i]!];
  const mean = count === 0 ? 0 : sum / count;
  let squares = 0;
  for (let i = 0; i < row.length; i++) if (counts(i)) squares += (row[i]! - mean) ** 2;
  const deviation = Math.sqrt((count === 0 ? 0 : squares / count) + epsilon);
  return row.map((sample, i) => (counts(i) ? (sample - mean) / deviation : paddingValue));
}
