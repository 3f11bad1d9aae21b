import { onnxGraphs } from "../../peers/onnx-graphs.mjs";
import { intAttribute, node, runtimeNode } from "../../peers/onnx-model.mjs";

const chained = { matmul: 8, softmax: 4, layerNorm: 4, gelu: 4, add: 8 };

/** How many of the same operations a run has, so that the cost of a session.run weighs less. */
export const chainLength = (task) => chained[task] ?? 1;

/** What a task is in ONNX, or nothing: { nodes, constants, feeds, output, restored }, restored turns the result back. */
export function onnxGpuGraph({ task, inputs, options = {}, gradientOf }, repeats) {
  if (gradientOf) return undefined;
  if (task === "read")
    return { ...chain("Identity", "x", undefined, 1), feeds: inputs, output: [1] };
  if (task === "add")
    return { ...chain("Add", "b", "a", repeats), feeds: inputs, output: inputs.a.shape };
  // x -> a x, again and again.
  if (task === "matmul")
    return { ...chain("MatMul", "b", "a", repeats), feeds: inputs, output: inputs.b.shape };
  if (task === "attention" && options.fused) return fusedAttention(inputs, options);
  return onnxGraphs[task]?.(inputs, options, { repeats });
}

function chain(op, first, other, repeats) {
  const name = (i) => (i === repeats ? "y" : `t${i}`);
  const nodes = Array.from({ length: repeats }, (_, i) => {
    const x = i === 0 ? first : name(i);
    return node(op, other ? [other, x] : [x], [name(i + 1)]);
  });
  return { nodes };
}

/** ONNX Runtime's own operator, which wants [batch, tokens, heads * width]. */
function fusedAttention({ q, k, v }, { batch, causal }) {
  const [all, tokens, width] = q.shape;
  const heads = all / batch;
  const shape = [batch, tokens, heads * width];
  const feed = ({ values }) => ({ shape, values: swapped(values, batch, heads, tokens, width) });
  return {
    nodes: [
      runtimeNode(
        "MultiHeadAttention",
        ["q", "k", "v"],
        ["y"],
        intAttribute("num_heads", heads),
        intAttribute("unidirectional", causal ? 1 : 0),
      ),
    ],
    feeds: { q: feed(q), k: feed(k), v: feed(v) },
    output: shape,
    restored: (values) => swapped(values, batch, tokens, heads, width),
  };
}

/** [batch, a, b, width] -> [batch, b, a, width] */
function swapped(values, batch, a, b, width) {
  const turned = new Float32Array(values.length);
  for (let n = 0; n < batch; n++)
    for (let i = 0; i < a; i++)
      for (let j = 0; j < b; j++) {
        const from = ((n * a + i) * b + j) * width;
        turned.set(values.subarray(from, from + width), ((n * b + j) * a + i) * width);
      }
  return turned;
}
