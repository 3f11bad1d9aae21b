import { errorAgainst } from "../error-against.mjs";
import { randomOperand } from "../random-values.mjs";

/** What an operation costs when there is nothing to compute: shapes, memory, the way into WebAssembly. */
export const oneElementCases = [
  {
    name: "add of one element",
    task: "add",
    unit: "us",
    makeInputs: () => ({ a: randomOperand([1]), b: randomOperand([1]) }),
    check: ({ a, b }, { y }) => errorAgainst(Float64Array.of(a.values[0] + b.values[0]), y),
    tolerance: 1e-6,
  },
];
