import { errorAgainst } from "../error-against.mjs";
import { layerRows } from "../float64-layer.mjs";
import { randomOperand } from "../random-values.mjs";

const width = 768;
const heads = 12;
const hidden = 4 * width;

const shapes = {
  wqkv: [width, 3 * width],
  wo: [width, width],
  w1: [width, hidden],
  w2: [hidden, width],
  bqkv: [3 * width],
  bo: [width],
  c1: [hidden],
  c2: [width],
  g1: [width],
  b1: [width],
  g2: [width],
  b2: [width],
};

/** x + attention(norm(x)), then x + mlp(norm(x)): biases, tanh gelu, no mask. */
export const layerCases = [128, 512].map((tokens) => ({
  name: `pre-norm layer, width ${width}, T ${tokens}`,
  task: "layer",
  unit: "ms",
  options: { heads },
  flops: 2 * tokens * (4 * width * width + 2 * width * hidden) + 4 * tokens * tokens * width,
  makeInputs: () => ({
    x: randomOperand([tokens, width]),
    ...Object.fromEntries(
      Object.entries(shapes).map(([name, shape]) => [
        name,
        randomOperand(shape, shape.length === 2 ? 0.05 : 1),
      ]),
    ),
  }),
  check: (inputs, { y }) => {
    const wanted = [0, tokens - 1];
    const actual = Float32Array.from(
      wanted.flatMap((token) => [...y.subarray(token * width, (token + 1) * width)]),
    );
    return errorAgainst(layerRows(inputs, heads, wanted), actual);
  },
  tolerance: 1e-4,
}));
