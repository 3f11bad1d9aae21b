import type { Explanation, TensorAnswer, Term } from "../protocol.ts";
import { activations } from "./activation.ts";
import {
  agree,
  before,
  dot,
  type HostParameter,
  type Pass,
  parameterRow,
  rowOf,
  target,
  termOf,
  valueAt,
} from "./pass.ts";

/**
 * The output of a linear layer: a row of its input · a row of its weight, its bias, and perhaps the residual stream, which
 * is added in the same pass. Its input and the stream are the latest tensors of their widths that give the number.
 */
export function explainLinear(pass: Pass): Explanation | undefined {
  const { name, role, shape } = target(pass);
  const weight = pass.parameter(`${name}.weight`);
  if (role !== "output" || weight?.shape.length !== 2) return undefined;
  const [out, into] = weight.shape as [number, number];
  if (shape.at(-1) !== out) return undefined;
  const leading = pass.cell.slice(0, -1);
  const right = parameterRow(weight, pass.cell.at(-1)!);
  const bias = biasOf(pass, name);
  const value = valueAt(target(pass), pass.cell);
  const candidates = before(pass).filter((one) => sameRows(one, shape));
  for (const input of candidates.filter((one) => one.shape.at(-1) === into)) {
    const left = rowOf(input, leading);
    const [sum, size] = dot(left.values, right.values);
    const product = sum + (bias?.value ?? 0);
    const terms = bias ? [bias] : [];
    if (agree(product, value, size)) return { kind: "dot", left, right, scale: 1, terms };
    for (const stream of candidates.filter((one) => one.shape.at(-1) === out)) {
      const residual = termOf(stream, pass.cell);
      if (agree(product + residual.value, value, size + Math.abs(residual.value)))
        return { kind: "dot", left, right, scale: 1, terms: [...terms, residual] };
    }
    const activation = activationOf(pass, left.values, weight, name);
    if (activation) return { kind: "dot", left, right, scale: 1, terms, activation };
  }
  return undefined;
}

const sameRows = (one: TensorAnswer, shape: readonly number[]): boolean =>
  one.shape.slice(0, -1).join() === shape.slice(0, -1).join();

function biasOf(pass: Pass, module: string): Term | undefined {
  const bias = pass.parameter(`${module}.bias`);
  const index = pass.cell.at(-1)!;
  return bias && { name: bias.name, part: `[${index}]`, value: bias.data[index]! };
}

/** The activation that is part of the layer: the one that gives the whole row, for many are alike where numbers are large. */
function activationOf(
  pass: Pass,
  input: Float32Array,
  weight: HostParameter,
  module: string,
): string | undefined {
  const row = rowOf(target(pass), pass.cell.slice(0, -1)).values;
  const bias = pass.parameter(`${module}.bias`)?.data;
  const products = Array.from(row, (_, out) => {
    const [sum, size] = dot(input, parameterRow(weight, out).values);
    return { sum: sum + (bias?.[out] ?? 0), size };
  });
  return Object.entries(activations).find(([, f]) =>
    products.every(({ sum, size }, out) => agree(f(sum), row[out]!, size)),
  )?.[0];
}
