import { storedTensor } from "../preprocessing/stored-tensor.mjs";

const tolerance = 1e-9;

/** Compare with a stored tensor, each value within 1e-9 of itself; near 0 of the tensor's largest. */
export function compareStored(comparison, label, ours, read, name) {
  compareList(comparison, label, ours, storedTensor(read.tensors, name).values);
}

export function compareList(comparison, label, ours, expected, allowed = allowance(expected)) {
  if (ours.length !== expected.length)
    throw new Error(`${label} has ${ours.length} values, expected ${expected.length}`);
  for (const [i, value] of expected.entries())
    comparison.addFigure(`${label}[${i}]`, ours[i], value, allowed(value));
}

/** Rounding is of the size of what was added: below a thousandth of the largest value no digits are promised beyond it. */
function allowance(expected) {
  const largest = Math.max(...Array.from(expected, Math.abs), 0);
  return (value) => tolerance * Math.max(Math.abs(value), 1e-3 * largest);
}
