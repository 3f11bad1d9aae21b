import { attention, attentionFlops } from "../../cases/attention.mjs";

/** Heads of 64, of all sequences of the batch together; every one is attention by itself. */
export const attentionCases = ({ quick }) => {
  const [batch, heads, tokens] = quick ? [2, 2, 64] : [8, 12, 1024];
  const base = (operands, causal) => ({
    ...attention({ tokens, causal, operands, heads: batch * heads }),
    unit: quick ? "GFLOP/s" : "TFLOP/s",
    shareOf: null,
    options: { causal, batch },
  });
  const size = `${heads} heads of 64, T ${tokens}, batch ${batch}`;
  const forward = (causal) => ({
    ...base(["q", "k", "v"], causal),
    name: `attention${causal ? " causal" : ""}, ${size}`,
    flops: attentionFlops(tokens, batch * heads) / (causal ? 2 : 1),
    also: [{ of: "onnx-web", as: "MultiHeadAttention", options: { fused: true } }],
  });
  return [
    forward(false),
    forward(true),
    {
      ...base(["q", "k", "v", "dy"], false),
      name: `attention forward and backward, ${size}`,
      flops: 3.5 * attentionFlops(tokens, batch * heads),
      gradientOf: ["q", "k", "v"],
    },
  ];
};
