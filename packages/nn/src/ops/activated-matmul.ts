import type { AttrsOf, Inputs } from "@qkv/core-wasm/contract";
import { wantsGrad } from "../autograd/grad-mode.ts";
import { record } from "../autograd/record.ts";
import { productGradients } from "../op-definition/product-gradients.ts";
import { soleOutput } from "../op-definition/sole-output.ts";
import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";

/**
 * activation(op(a) op(b) + bias) in training. The bias is an input of the activation's record, not of the product's: the
 * pass that brings the gradient back through the activation sums it over the rows too, which is the bias' gradient.
 */
export function activatedMatmul(
  inputs: Omit<Inputs<"matmul", Tensor>, "residual">,
  attrs: AttrsOf<"matmul">,
): Tensor {
  const { a, b, bias } = inputs;
  const product = launch("matmul", inputs, { ...attrs, activation: "none" }).c;
  if (wantsGrad(a, b)) {
    const saved = { a: a.retain(), b: b.retain() };
    record("matmul", attrs, { a, b }, product, saved, ({ gradient, saved, wants }) => ({
      ...productGradients(gradient, saved.a!, saved.b!, attrs, wants),
    }));
  }
  const { y, gate } = activate(product, attrs.activation);
  const op = attrs.activation === "relu" ? "relu" : "gelu";
  record(op, attrs, { x: product, bias }, y, { gate }, ({ gradient, saved, wants }) => {
    const { dx, dbias } = activationGradients(attrs, gradient, saved.gate!, wants.bias === true);
    return { x: dx, bias: dbias };
  });
  product.dispose(); // what its gradient needs is saved
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
