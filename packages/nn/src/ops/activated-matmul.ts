import type { AttrsOf, Inputs } from "@qkv/core-wasm/contract";
import { record } from "../autograd/record.ts";
import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { productGradients } from "./product-gradients.ts";
import { soleOutput } from "./sole-output.ts";

/**
 * activation(op(a) op(b) + bias) in training, recorded as one op: the pass that brings the gradient back through the
 * activation sums it over the rows too, which is the bias' gradient.
 */
export function activatedMatmul(
  inputs: Omit<Inputs<"matmul", Tensor>, "residual">,
  attrs: AttrsOf<"matmul">,
): Tensor {
  const { a, b } = inputs;
  const product = launch("matmul", inputs, { ...attrs, activation: "none" }).c;
  const { y, gate } = activate(product, attrs.activation);
  product.dispose(); // what its gradient needs is saved
  const saved = { a: a.retain(), b: b.retain(), gate };
  record("matmul", attrs, inputs, y, saved, ({ gradient, saved, wants }) => {
    const { dx, dbias } = activationGradients(attrs, gradient, saved.gate!, wants.bias === true);
    return { ...productGradients(dx, saved.a!, saved.b!, attrs, wants), bias: dbias };
  });
  return y;
}

/** The activation's value, and a handle on what its gradient needs: the slope, or for relu the value. */
function activate(
  x: Tensor,
  activation: AttrsOf<"matmul">["activation"],
): { readonly y: Tensor; readonly gate: Tensor } {
  if (activation === "relu") {
    const { y } = launch("relu", { x }, {});
    return { y, gate: y.retain() };
  }
  const approximate = activation === "geluTanh" ? "tanh" : "none";
  const outputs = launch("gelu", { x }, { approximate, slope: true });
  const gate = outputs.slope!.retain();
  return { y: soleOutput(outputs, "y"), gate };
}

function activationGradients(
  { activation }: AttrsOf<"matmul">,
  dy: Tensor,
  gate: Tensor,
  bias: boolean,
): { readonly dx: Tensor; readonly dbias?: Tensor | undefined } {
  if (activation === "relu") return launch("reluBackward", { dy, y: gate }, { bias });
  if (bias) return launch("geluBackward", { dy, slope: gate }, {});
  return { dx: launch("mul", { a: dy, b: gate }, {}).c };
}
