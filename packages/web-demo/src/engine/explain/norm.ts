import type { Explanation } from "../protocol.ts";
import { agree, before, type Pass, rowOf, target, valueAt } from "./pass.ts";

/** The output of a LayerNorm or an RMSNorm, which have a weight for each channel. */
export function explainNorm(pass: Pass): Explanation | undefined {
  const { name, role, shape } = target(pass);
  const weight = pass.parameter(`${name}.weight`);
  if (role !== "output" || weight?.shape.length !== 1) return undefined;
  const index = pass.cell.at(-1)!;
  const scale = weight.data[index]!;
  const bias = pass.parameter(`${name}.bias`)?.data[index] ?? 0;
  const value = valueAt(target(pass), pass.cell);
  for (const input of before(pass)) {
    if (input.shape.join() !== shape.join()) continue;
    const row = rowOf(input, pass.cell.slice(0, -1));
    for (const norm of ["layerNorm", "rmsNorm"] as const) {
      const mean = norm === "layerNorm" ? meanOf(row.values) : 0;
      const variance = meanOf(row.values.map((x) => (x - mean) ** 2));
      for (const eps of [1e-5, 1e-6, 1e-12]) {
        const normal = (row.values[index]! - mean) / Math.sqrt(variance + eps);
        if (agree(normal * scale + bias, value, Math.abs(normal * scale) + Math.abs(bias)))
          return { kind: "norm", norm, row, index, mean, variance, eps, weight: scale, bias };
      }
    }
  }
  return undefined;
}

const meanOf = (values: Float32Array): number => {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
};
