import { errorAgainst } from "../error-against.mjs";
import { attentionHead } from "../float64-attention.mjs";
import { mapValues } from "../map-values.mjs";
import { randomOperand } from "../random-values.mjs";

const heads = 12;
const width = 64;
/** Scores that spread as in a trained model: q and k beyond 1. */
const spread = 3;

/** Attention in `heads` heads, which a batch multiplies; the operands are all drawn at random. */
export const attention = ({ tokens, causal, operands, heads }) => ({
  task: "attention",
  unit: "GFLOP/s",
  options: { causal },
  makeInputs: () =>
    Object.fromEntries(
      operands.map((name) => [
        name,
        randomOperand([heads, tokens, width], name === "q" || name === "k" ? spread : 1),
      ]),
    ),
  /** Every element of the last head. */
  check: (inputs, outputs, { causal }) => {
    const start = (heads - 1) * tokens * width;
    const lastHead = mapValues(inputs, ({ values }) => values.subarray(start));
    const expected = attentionHead(lastHead, width, causal);
    return Math.max(
      ...Object.entries(expected).map(([name, values]) =>
        errorAgainst(values, outputs[name].subarray(start)),
      ),
    );
  },
  tolerance: 1e-4,
});

/** Of all scores; causal attention needs half of them, and half are counted. */
export const attentionFlops = (tokens, heads) => 4 * heads * tokens * tokens * width;

const forward = (tokens, causal) => ({
  ...attention({ tokens, causal, heads, operands: ["q", "k", "v"] }),
  name: `attention ${heads} heads of ${width}, T ${tokens}${causal ? ", causal" : ""}`,
  flops: attentionFlops(tokens, heads) / (causal ? 2 : 1),
  // What skipping the upper half is worth, in time.
  ...(causal && { also: [{ of: "ours", as: "not causal", options: { causal: false } }] }),
});

export const attentionCases = [128, 512, 1024].flatMap((tokens) => [
  forward(tokens, false),
  forward(tokens, true),
]);

/** Backward makes the scores again: five products where forward has two. */
export const attentionGradientCases = [
  {
    ...attention({ tokens: 256, causal: false, heads, operands: ["q", "k", "v", "dy"] }),
    name: `attention forward and backward, ${heads} heads of ${width}, T 256`,
    flops: 3.5 * attentionFlops(256, heads),
    gradientOf: ["q", "k", "v"],
  },
];
