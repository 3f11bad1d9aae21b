import { floatAttribute, int64s, intAttribute, node } from "./onnx-model.mjs";
import { onnxQuantizedProduct } from "./onnx-quantized.mjs";
import { transposed } from "./transposed.mjs";

/**
 * One token of a GPT with past keys and values. They are constants of the graph, keys already turned
 * to [heads, width, tokens], so that ONNX Runtime neither copies them in nor turns them.
 */
export function onnxDecode({ weights, past, token }, { model, format }) {
  if (format === "bf16" || format === "f16") return undefined; // no such product in WebAssembly
  const { heads, dModel, contextLength } = model;
  const width = dModel / heads;
  const constants = {
    thirds: int64s(dModel, dModel, dModel),
    query: int64s(heads, 1, width),
    key: int64s(heads, width, 1),
    joined: int64s(1, dModel),
    scale: { shape: [1], values: Float32Array.of(1 / Math.sqrt(width)) },
  };
  const stored = (name) => weights.get(`transformer.${name}`);
  const constant = (name) => {
    const value = stored(name);
    constants[name] = value.shape.length === 2 ? transposed(value) : value;
    return name;
  };
  const norm = (x, name, y) =>
    node(
      "LayerNormalization",
      [x, constant(`${name}.weight`), constant(`${name}.bias`)],
      [y],
      intAttribute("axis", -1),
      floatAttribute("epsilon", 1e-5),
    );
  const product = (x, name, bias, y) =>
    onnxQuantizedProduct(format, x, name, stored(`${name}.weight`), bias, y, constants);
  const affine = (x, name, y) =>
    format
      ? [product(x, name, constant(`${name}.bias`), y)]
      : [
          node("MatMul", [x, constant(`${name}.weight`)], [`${y} product`]),
          node("Add", [`${y} product`, constant(`${name}.bias`)], [y]),
        ];
  const block = (i) => {
    const at = (name) => `${name} ${i}`;
    const h = `h.${i}`;
    constants[at("past k")] = headsFirst(past[i].keys, heads, width, true);
    constants[at("past v")] = headsFirst(past[i].values, heads, width, false);
    return [
      norm(at("x"), `${h}.ln_1`, at("normed")),
      ...affine(at("normed"), `${h}.attn.c_attn`, at("qkv")),
      node("Split", [at("qkv"), "thirds"], ["q", "k", "v"].map(at), intAttribute("axis", 1)),
      node("Reshape", [at("q"), "query"], [at("q heads")]),
      node("Reshape", [at("k"), "key"], [at("k heads")]),
      node("Reshape", [at("v"), "query"], [at("v heads")]),
      node("Concat", [at("past k"), at("k heads")], [at("keys")], intAttribute("axis", 2)),
      node("Concat", [at("past v"), at("v heads")], [at("values")], intAttribute("axis", 1)),
      node("MatMul", [at("q heads"), at("keys")], [at("products")]),
      node("Mul", [at("products"), "scale"], [at("scores")]),
      node("Softmax", [at("scores")], [at("probabilities")], intAttribute("axis", -1)),
      node("MatMul", [at("probabilities"), at("values")], [at("heard")]),
      node("Reshape", [at("heard"), "joined"], [at("together")]),
      ...affine(at("together"), `${h}.attn.c_proj`, at("attended")),
      node("Add", [at("attended"), at("x")], [at("middle")]),
      norm(at("middle"), `${h}.ln_2`, at("normed 2")),
      ...affine(at("normed 2"), `${h}.mlp.c_fc`, at("hidden")),
      node("Gelu", [at("hidden")], [at("activated")]),
      ...affine(at("activated"), `${h}.mlp.c_proj`, at("output")),
      node("Add", [at("output"), at("middle")], [`x ${i + 1}`]),
    ];
  };
  const blocks = past.flatMap((_, i) => block(i));
  const table = stored("wte.weight");
  if (!format) constants.head = transposed(table);
  return {
    nodes: [
      ...blocks,
      norm(`x ${past.length}`, "ln_f", "final"),
      format ? product("final", "wte", undefined, "y") : node("MatMul", ["final", "head"], ["y"]),
    ],
    constants,
    feeds: { "x 0": embedded(table, stored("wpe.weight"), token.values[0], contextLength - 1) },
    output: [1, table.shape[0]],
  };
}

function embedded(tokens, positions, token, position) {
  const width = tokens.shape[1];
  const values = tokens.values.slice(token * width, (token + 1) * width);
  for (let i = 0; i < width; i++) values[i] += positions.values[position * width + i];
  return { shape: [1, width], values };
}

/** [tokens, heads * width] -> [heads, tokens, width], or turned: [heads, width, tokens]. */
function headsFirst(rows, heads, width, turned) {
  const tokens = rows.length / (heads * width);
  const values = new Float32Array(rows.length);
  for (let token = 0; token < tokens; token++)
    for (let head = 0; head < heads; head++)
      for (let i = 0; i < width; i++) {
        const inHead = turned ? i * tokens + token : token * width + i;
        values[head * tokens * width + inHead] = rows[(token * heads + head) * width + i];
      }
  return { shape: turned ? [heads, width, tokens] : [heads, tokens, width], values };
}
