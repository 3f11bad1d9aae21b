import * as nn from "@qkv/nn";

/** PyTorch's keys of a TransformerEncoderLayer, and the case's operands that they hold. */
const parameters = {
  "self_attn.in_proj_weight": "wqkv",
  "self_attn.in_proj_bias": "bqkv",
  "self_attn.out_proj.weight": "wo",
  "self_attn.out_proj.bias": "bo",
  "linear1.weight": "w1",
  "linear1.bias": "c1",
  "linear2.weight": "w2",
  "linear2.bias": "c2",
  "norm1.weight": "g1",
  "norm1.bias": "b1",
  "norm2.weight": "g2",
  "norm2.bias": "b2",
};

/** A pre-norm encoder layer; the case has its weights as [in, out], PyTorch's are [out, in]. */
export function qkvLayer(operands, { heads }) {
  const [width, hidden] = operands.w1.shape;
  const layer = new nn.TransformerEncoderLayer({
    dModel: width,
    nhead: heads,
    dimFeedforward: hidden,
    dropout: 0,
    normFirst: true,
    activation: (x) => nn.gelu(x, { approximate: "tanh" }),
  });
  nn.scope(() => {
    const stored = (tensor) => (tensor.shape.length === 2 ? nn.transpose(tensor, 0, 1) : tensor);
    const entries = Object.entries(parameters);
    layer.loadStateDict(new Map(entries.map(([key, name]) => [key, stored(operands[name])])));
  });
  layer.eval();
  const [tokens] = operands.x.shape;
  return () => nn.scope(() => layer.forward(operands.x.reshape(1, tokens, width)));
}
