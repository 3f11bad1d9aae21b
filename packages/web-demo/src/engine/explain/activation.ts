import type { Explanation } from "../protocol.ts";
import { agree, before, type Pass, rowOf, target, termOf } from "./pass.ts";

/** Abramowitz and Stegun 7.1.26 is too coarse for float32: the series and the continued fraction are not. */
function erf(x: number): number {
  if (x < 0) return -erf(-x);
  if (x > 6) return 1;
  let term = x;
  let sum = x;
  for (let n = 1; n < 200 && Math.abs(term) > 1e-17; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

export const activations: Readonly<Record<string, (x: number) => number>> = {
  gelu: (x) => 0.5 * x * (1 + erf(x / Math.SQRT2)),
  geluTanh: (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
  relu: (x) => Math.max(0, x),
  silu: (x) => x * sigmoid(x),
  reluSquared: (x) => Math.max(0, x) ** 2,
};

/**
 * The hidden layer of a feed-forward network: an activation, perhaps times what a gate lets through. It is the function
 * that gives the whole row, for many are alike where numbers are large.
 */
export function explainActivation(pass: Pass): Explanation | undefined {
  const { role, shape, name } = target(pass);
  if (role !== "activated") return undefined;
  const leading = pass.cell.slice(0, -1);
  const row = rowOf(target(pass), leading).values;
  const inputs = before(pass).filter(
    (one) => one.name.startsWith(name) && one.shape.join() === shape.join(),
  );
  for (const input of inputs)
    for (const gate of [undefined, ...inputs.filter((one) => one !== input)]) {
      const x = rowOf(input, leading).values;
      const factors = gate && rowOf(gate, leading).values;
      const found = Object.entries(activations).find(([, f]) =>
        row.every((value, i) => agree(f(x[i]!) * (factors?.[i] ?? 1), value)),
      );
      if (!found) continue;
      const terms = { input: termOf(input, pass.cell) };
      const gated = gate ? { gate: termOf(gate, pass.cell) } : {};
      return { kind: "activation", activation: found[0], ...terms, ...gated };
    }
  return undefined;
}
