import { causalMaskValues } from "./causal-mask-values.mjs";
import { int64s, intAttribute, intsAttribute, node, runtimeNode } from "./onnx-model.mjs";

/** What `groupedAttention` reads, by name. */
export function groupedConstants({ tokens, heads, groups, headSize }) {
  const shared = heads / groups;
  return {
    parts: int64s(heads * headSize, groups * headSize, groups * headSize),
    first: int64s(0),
    "q axes": int64s(tokens, groups, shared, headSize),
    "k axes": int64s(tokens, groups, headSize),
    "q rows": int64s(groups, shared * tokens, headSize),
    "score axes": int64s(heads, tokens, tokens),
    "score rows": int64s(groups, shared * tokens, tokens),
    "heard axes": int64s(groups, shared, tokens, headSize),
    joined: int64s(1, tokens, heads * headSize),
    scale: { shape: [1], values: Float32Array.of(1 / Math.sqrt(headSize)) },
    mask: { shape: [tokens, tokens], values: causalMaskValues(tokens) },
  };
}

/**
 * Causal attention of a whole prompt out of products: ONNX Runtime's own grouped attention takes ten times as long for many
 * queries. [1, tokens, queries, keys, values] -> [1, tokens, heads headSize]; a group's queries are rows of one product.
 */
export function groupedAttention(qkv, y) {
  const at = (name) => `${name} of ${y}`;
  const turned = (name) =>
    runtimeNode("RotaryEmbedding", [at(name), "first", "cos", "sin"], [at(`turned ${name}`)]);
  const reshaped = (from, shape, to) => node("Reshape", [at(from), shape], [at(to)]);
  const transposed = (from, perm, to) =>
    node("Transpose", [at(from)], [at(to)], intsAttribute("perm", perm));
  return [
    node("Split", [qkv, "parts"], ["q", "k", "v"].map(at), intAttribute("axis", 2)),
    turned("q"),
    turned("k"),
    node("Mul", [at("turned q"), "scale"], [at("scaled q")]),
    reshaped("scaled q", "q axes", "q4"),
    transposed("q4", [1, 2, 0, 3], "q heads"),
    reshaped("q heads", "q rows", "queries"),
    reshaped("turned k", "k axes", "k3"),
    transposed("k3", [1, 2, 0], "keys"),
    reshaped("v", "k axes", "v3"),
    transposed("v3", [1, 0, 2], "values"),
    node("MatMul", [at("queries"), at("keys")], [at("products")]),
    reshaped("products", "score axes", "scores"),
    node("Add", [at("scores"), "mask"], [at("masked")]),
    node("Softmax", [at("masked")], [at("weights")], intAttribute("axis", -1)),
    reshaped("weights", "score rows", "weight rows"),
    node("MatMul", [at("weight rows"), at("values")], [at("heard")]),
    reshaped("heard", "heard axes", "heard heads"),
    transposed("heard heads", [2, 0, 1, 3], "heard rows"),
    node("Reshape", [at("heard rows"), "joined"], [y]),
  ];
}
