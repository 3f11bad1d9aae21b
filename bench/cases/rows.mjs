import { errorAgainst } from "../error-against.mjs";
import {
  layerNormGradientRow,
  layerNormRow,
  softmaxGradientRow,
  softmaxRow,
  tanhGelu,
  tanhGeluSlope,
} from "../float64-rows.mjs";
import { randomOperand, sampledIndices } from "../random-values.mjs";

const softmaxInputs = (rows, columns) => () => ({ x: randomOperand([rows, columns], 6) });
const layerNormInputs = (rows, columns) => () => ({
  x: randomOperand([rows, columns]),
  weight: randomOperand([columns]),
  bias: randomOperand([columns]),
});
const geluInputs = (rows, columns) => () => ({ x: randomOperand([rows, columns], 5) });

/** Operations that go over memory row by row, in elements a second. */
const forward = (task, [rows, columns], makeInputs, expected) => ({
  name: `${task} ${rows}x${columns}`,
  task,
  unit: "Gelem/s",
  elements: rows * columns,
  makeInputs,
  check: (inputs, { y }) => rowError(inputs, y, rows, columns, expected),
  tolerance: 2e-5,
});

/** The same and the way back, from random gradients dy; `expected` gives a row of dx. */
const backward = (task, [rows, columns], makeInputs, gradientOf, expected) => ({
  ...forward(task, [rows, columns]),
  name: `${task} ${rows}x${columns}, forward and backward`,
  gradientOf,
  makeInputs: () => ({ ...makeInputs(), dy: randomOperand([rows, columns]) }),
  check: (inputs, { x }) => rowError(inputs, x, rows, columns, expected),
  tolerance: 1e-4,
});

/** Largest error over a few whole rows. */
function rowError(inputs, actual, rows, columns, expected) {
  const errors = sampledIndices(rows, 6).map((row) => {
    const part = (values) => values.subarray(row * columns, (row + 1) * columns);
    const x = Float64Array.from(part(inputs.x.values));
    const dy = inputs.dy && Float64Array.from(part(inputs.dy.values));
    return errorAgainst(expected(x, inputs, dy), part(actual));
  });
  return Math.max(...errors);
}

export const softmaxCase = (...shape) =>
  forward("softmax", shape, softmaxInputs(...shape), softmaxRow);
export const layerNormCase = (...shape) =>
  forward("layerNorm", shape, layerNormInputs(...shape), (x, { weight, bias }) =>
    layerNormRow(x, weight.values, bias.values),
  );
export const geluCase = (...shape) =>
  forward("gelu", shape, geluInputs(...shape), (x) => x.map(tanhGelu));

export const rowCases = [
  softmaxCase(1024, 1024),
  layerNormCase(1024, 768),
  geluCase(512, 3072),
  backward("softmax", [1024, 1024], softmaxInputs(1024, 1024), ["x"], (x, _, dy) =>
    softmaxGradientRow(x, dy),
  ),
  backward(
    "layerNorm",
    [1024, 768],
    layerNormInputs(1024, 768),
    ["x", "weight", "bias"],
    (x, { weight }, dy) => layerNormGradientRow(x, weight.values, dy),
  ),
  backward("gelu", [512, 3072], geluInputs(512, 3072), ["x"], (x, _, dy) =>
    x.map((value, i) => dy[i] * tanhGeluSlope(value)),
  ),
];
