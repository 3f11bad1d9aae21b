import { randomOperand, sampledIndices } from "../random-values.mjs";

const sizes = [
  [128, 128, 128],
  [256, 256, 256],
  [512, 512, 512],
  [1024, 1024, 1024],
  [128, 768, 3072],
  [512, 512, 2048],
  [1, 768, 3072],
  [128, 64, 128, 48],
  [64, 64, 64],
];

/** [m, k] x [k, n]: `weight b` may be kept in whatever form is best; `fresh b` is another one each call. */
export const matmulCases = sizes.flatMap(([m, k, n, batch]) => {
  const lead = batch ? [batch] : [];
  const size = m === k && k === n ? `${m} cubed` : `${m}x${k}x${n}`;
  const base = {
    task: "matmul",
    unit: "GFLOP/s",
    flops: 2 * (batch ?? 1) * m * k * n,
    makeInputs: () => ({
      a: randomOperand([...lead, m, k]),
      b: randomOperand([...lead, k, n]),
    }),
    check: sampledError(m, k, n, batch ?? 1),
    tolerance: 2e-6,
  };
  if (batch) return [{ ...base, name: `matmul ${batch} x (${size})` }];
  return [
    { ...base, name: `matmul ${size}, weight b`, weight: "b" },
    { ...base, name: `matmul ${size}, fresh b`, fresh: "b" },
  ];
});

/** Largest |c - c64| / sum |a b| over sampled elements. */
export function sampledError(m, k, n, batch) {
  return ({ a, b }, { y }) => {
    let largest = 0;
    for (const index of sampledIndices(batch * m * n, 200)) {
      const column = index % n;
      const row = Math.floor(index / n); // of all batches
      const offset = Math.floor(row / m) * k * n;
      let [sum, size] = [0, 0];
      for (let i = 0; i < k; i++) {
        const product = a.values[row * k + i] * b.values[offset + i * n + column];
        sum += product;
        size += Math.abs(product);
      }
      largest = Math.max(largest, Math.abs(y[index] - sum) / size);
    }
    return largest;
  };
}
