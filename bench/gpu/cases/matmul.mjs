import { sampledError } from "../../cases/matmul.mjs";
import { randomOperand } from "../../random-values.mjs";

/** Both ways of our tiles beside the one that was chosen. */
const forms = ["workgroup", "subgroup"].map((matmul) => ({
  ...{ of: "ours", as: `${matmul} tiles` },
  options: { matmul },
}));

/** Square products; what repeats them in a chain (ONNX Runtime) multiplies by `a` again and again. */
export const matmulCases = ({ quick }) =>
  (quick ? [64, 128] : [1024, 2048, 4096]).map((n) => ({
    name: `matmul ${n}`,
    task: "matmul",
    unit: quick ? "GFLOP/s" : "TFLOP/s",
    flops: 2 * n ** 3,
    shareOf: null,
    makeInputs: () => ({ a: randomOperand([n, n], 1 / Math.sqrt(n)), b: randomOperand([n, n]) }),
    check: sampledError(n, n, n, 1),
    tolerance: 2e-6,
    also: forms,
  }));
