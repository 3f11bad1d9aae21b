import { errorAgainst } from "../error-against.mjs";
import { layerNormRow, softmaxRow, tanhGelu } from "../float64-rows.mjs";
import { randomOperand, sampledIndices } from "../random-values.mjs";

/** Operations that go over memory row by row; measured in elements a second. */
const rowCase = ({ rows, columns, expected, ...rest }) => ({
  ...rest,
  unit: "Gelem/s",
  elements: rows * columns,
  check: (inputs, { y }) =>
    Math.max(
      ...sampledIndices(rows, 6).map((row) => {
        const at = [row * columns, (row + 1) * columns];
        const x = Float64Array.from(inputs.x.values.subarray(...at));
        return errorAgainst(expected(x, inputs), y.subarray(...at));
      }),
    ),
  tolerance: 2e-5,
});

export const rowCases = [
  rowCase({
    name: "softmax 1024x1024",
    task: "softmax",
    rows: 1024,
    columns: 1024,
    makeInputs: () => ({ x: randomOperand([1024, 1024], 6) }),
    expected: softmaxRow,
  }),
  rowCase({
    name: "layerNorm 1024x768",
    task: "layerNorm",
    rows: 1024,
    columns: 768,
    makeInputs: () => ({
      x: randomOperand([1024, 768]),
      weight: randomOperand([768]),
      bias: randomOperand([768]),
    }),
    expected: (x, { weight, bias }) => layerNormRow(x, weight.values, bias.values),
  }),
  rowCase({
    name: "gelu 512x3072",
    task: "gelu",
    rows: 512,
    columns: 3072,
    makeInputs: () => ({ x: randomOperand([512, 3072], 5) }),
    expected: (x) => x.map(tanhGelu),
  }),
];
