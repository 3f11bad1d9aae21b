import {
  floatAttribute,
  int64s,
  intAttribute,
  intsAttribute,
  node,
  textAttribute,
} from "./onnx-model.mjs";

const norm = (x, weight, bias, y) =>
  node(
    "LayerNormalization",
    [x, weight, bias],
    [y],
    intAttribute("axis", -1),
    floatAttribute("epsilon", 1e-5),
  );
const affine = (x, weight, bias, y) => [
  node("MatMul", [x, weight], [`${y} product`]),
  node("Add", [`${y} product`, bias], [y]),
];

/** A pre-norm layer as exporters write it. */
export function onnxLayer({ x, ...weights }, { heads }) {
  const [tokens, width] = x.shape;
  const split = (part) => [
    node("Reshape", [part, "heads"], [`${part} heads`]),
    node(
      "Transpose",
      [`${part} heads`],
      [`${part} turned`],
      intsAttribute("perm", part === "k" ? [1, 2, 0] : [1, 0, 2]),
    ),
  ];
  return {
    nodes: [
      norm("x", "g1", "b1", "normed"),
      ...affine("normed", "wqkv", "bqkv", "qkv"),
      node("Split", ["qkv", "thirds"], ["q", "k", "v"], intAttribute("axis", 1)),
      ...["q", "k", "v"].flatMap(split),
      node("MatMul", ["q turned", "k turned"], ["products"]),
      node("Mul", ["products", "scale"], ["scores"]),
      node("Softmax", ["scores"], ["probabilities"], intAttribute("axis", -1)),
      node("MatMul", ["probabilities", "v turned"], ["heard"]),
      node("Transpose", ["heard"], ["heard turned"], intsAttribute("perm", [1, 0, 2])),
      node("Reshape", ["heard turned", "joined"], ["together"]),
      ...affine("together", "wo", "bo", "attended"),
      node("Add", ["attended", "x"], ["middle"]),
      norm("middle", "g2", "b2", "normed 2"),
      ...affine("normed 2", "w1", "c1", "hidden"),
      node("Gelu", ["hidden"], ["activated"], textAttribute("approximate", "tanh")),
      ...affine("activated", "w2", "c2", "output"),
      node("Add", ["output", "middle"], ["y"]),
    ],
    constants: {
      ...weights,
      thirds: int64s(width, width, width),
      heads: int64s(tokens, heads, width / heads),
      joined: int64s(tokens, width),
      scale: { shape: [1], values: Float32Array.of(1 / Math.sqrt(width / heads)) },
    },
    feeds: { x },
    output: x.shape,
  };
}
