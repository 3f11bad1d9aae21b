import * as nn from "@qkv/nn";
import { mapValues } from "../map-values.mjs";
import { qkvDecode } from "./qkv-decode.mjs";
import { qkvLayer } from "./qkv-layer.mjs";
import { qkvLlama } from "./qkv-llama.mjs";
import { qkvTraining } from "./qkv-training.mjs";
import { renewed } from "./renewed.mjs";

/** Operands are read at the call, since a case may replace one between calls. */
const functions = {
  add: (x) => () => nn.add(x.a, x.b),
  matmul: (x) => () => nn.matmul(x.a, x.b),
  attention:
    (x, { causal }) =>
    () =>
      nn.scaledDotProductAttention(x.q, x.k, x.v, { isCausal: causal }),
  softmax: (x) => () => nn.softmax(x.x),
  layerNorm: (x) => () => nn.layerNorm(x.x, { weight: x.weight, bias: x.bias }),
  gelu: (x) => () => nn.gelu(x.x, { approximate: "tanh" }),
  layer: qkvLayer,
};
const whole = { training: qkvTraining, decode: qkvDecode, llama: qkvLlama };

/** What takes part in a case, on the default device. Results are asked for, not waited for: `output` waits. */
export async function qkvContestant({ task, inputs, options, fresh, weight, gradientOf }) {
  if (whole[task]) return whole[task](inputs, options);
  const operands = mapValues(inputs, upload);
  if (weight) return linear(operands, weight);
  const compute = functions[task](operands, options);
  return gradientOf
    ? gradients(operands, compute, gradientOf)
    : forward(operands, compute, fresh, inputs);
}

const upload = ({ shape, values }) => nn.tensor(values, { shape });

/** A product with a weight as models have it: a Linear's parameter, in inference. */
function linear({ a: x, ...operands }, name) {
  const stored = nn.transpose(operands[name], 0, 1); // [out, in]
  operands[name].dispose();
  const [outFeatures, inFeatures] = stored.shape;
  const layer = new nn.Linear(inFeatures, outFeatures, { bias: false, weight: stored });
  layer.eval();
  const product = forward({ x }, () => layer.forward(x));
  return {
    ...product,
    dispose: () => {
      product.dispose();
      layer.dispose();
    },
  };
}

function forward(operands, compute, fresh, inputs) {
  // What stays the same is a weight: it lasts, as parameters do.
  for (const name of Object.keys(operands)) if (name !== fresh) operands[name].makeLasting();
  let result;
  return {
    ...renewed(fresh, operands, inputs, upload),
    run: () => {
      result?.dispose();
      result = nn.noGrad(compute);
    },
    output: async () => ({ y: await result.data() }),
    dispose: () => {
      for (const tensor of [result, ...Object.values(operands)]) tensor?.dispose();
    },
  };
}

/** Forward, then backward from the gradient that the operand dy holds. */
function gradients(operands, compute, names) {
  const leaves = names.map((name) => operands[name].requiresGrad_());
  return {
    run: () => {
      for (const leaf of leaves) {
        leaf.grad?.dispose();
        leaf.grad = undefined;
      }
      nn.scope(() => compute().backward({ gradient: operands.dy }));
    },
    output: async () => {
      const values = await Promise.all(names.map((name) => operands[name].grad.data()));
      return Object.fromEntries(names.map((name, i) => [name, values[i]]));
    },
    dispose: () => {
      for (const tensor of Object.values(operands)) tensor.dispose();
    },
  };
}
