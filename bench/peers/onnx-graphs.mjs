import { causalMaskValues } from "./causal-mask-values.mjs";
import { onnxDecode } from "./onnx-decode.mjs";
import { onnxLayer } from "./onnx-layer.mjs";
import { onnxLlama } from "./onnx-llama.mjs";
import { floatAttribute, intAttribute, node, textAttribute } from "./onnx-model.mjs";

const lastAxis = intAttribute("axis", -1);

/** Row operations run several in a chain, so that the copies at the session's border weigh less. */
export const chainLength = 4;
const chain = (repeats, link) => {
  const names = Array.from({ length: repeats + 1 }, (_, i) => `t${i}`);
  names[0] = "x";
  names[repeats] = "y";
  return Array.from({ length: repeats }, (_, i) => link(names[i], names[i + 1]));
};

/** What each task is in ONNX: { nodes, constants, feeds, output }; feeds are inputs of every run. */
export const onnxGraphs = {
  add: ({ a, b }) => ({ nodes: [node("Add", ["a", "b"], ["y"])], feeds: { a, b }, output: [1] }),
  matmul: ({ a, b }, _, { fresh }) => ({
    nodes: [node("MatMul", ["a", "b"], ["y"])],
    constants: fresh === "b" || b.shape.length > 2 ? {} : { b },
    feeds: fresh === "b" || b.shape.length > 2 ? { a, b } : { a },
    output: [...a.shape.slice(0, -1), b.shape.at(-1)],
  }),
  attention: ({ q, k, v }, { causal }) => {
    const tokens = q.shape.at(-2);
    const mask = { shape: [tokens, tokens], values: causalMaskValues(tokens) };
    return {
      nodes: [
        node("MatMul", ["q", "k"], ["scores"]),
        ...(causal ? [node("Add", ["scores", "mask"], ["masked"])] : []),
        node("Softmax", [causal ? "masked" : "scores"], ["weights"], lastAxis),
        node("MatMul", ["weights", "v"], ["y"]),
      ],
      constants: causal ? { mask } : {},
      feeds: { q, k: scaledTranspose(k), v },
      output: q.shape,
    };
  },
  softmax: ({ x }, _, { repeats }) => ({
    nodes: chain(repeats, (from, to) => node("Softmax", [from], [to], lastAxis)),
    feeds: { x },
    output: x.shape,
  }),
  layerNorm: ({ x, weight, bias }, _, { repeats }) => ({
    nodes: chain(repeats, (from, to) =>
      node(
        "LayerNormalization",
        [from, "weight", "bias"],
        [to],
        lastAxis,
        floatAttribute("epsilon", 1e-5),
      ),
    ),
    constants: { weight, bias },
    feeds: { x },
    output: x.shape,
  }),
  gelu: ({ x }, _, { repeats }) => ({
    nodes: chain(repeats, (from, to) =>
      node("Gelu", [from], [to], textAttribute("approximate", "tanh")),
    ),
    feeds: { x },
    output: x.shape,
  }),
  layer: onnxLayer,
  decode: onnxDecode,
  llama: onnxLlama,
};

/** [H, T, d] -> [H, d, T], divided by sqrt(d): the graph is spared a transpose and a scaling. */
function scaledTranspose({ shape: [heads, tokens, width], values }) {
  const turned = new Float32Array(values.length);
  for (let head = 0; head < heads; head++)
    for (let token = 0; token < tokens; token++)
      for (let i = 0; i < width; i++)
        turned[(head * width + i) * tokens + token] =
          values[(head * tokens + token) * width + i] / Math.sqrt(width);
  return { shape: [heads, width, tokens], values: turned };
}
