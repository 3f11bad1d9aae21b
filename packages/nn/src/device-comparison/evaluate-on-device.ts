import type { HostArray, Shape } from "@qkv/core-wasm/contract";
import { capture } from "../inspection/capture.ts";
import type { Device } from "../tensor/device.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { HostTensor } from "../weights/host-tensor.ts";
import { type RunnableModule, runModel } from "./run-model.ts";

/** Where a tensor stands in the computation, and which pass it belongs to. */
export interface EvaluatedTensor {
  /** "output", "h.0.attn/weights", "h.0.attn.c_attn.weight", ... */
  readonly name: string;
  readonly pass: "forward" | "gradient";
  readonly shape: Shape;
  readonly values: HostArray;
}

/**
 * Everything that a model computes from these inputs on a device, in order: the output and the parameters' gradients
 * by the fused kernels, then what the modules show, step by step, and its gradients. Gradients are those of a random
 * weighting of the output, the same on every device.
 */
export async function evaluateOnDevice(
  model: RunnableModule,
  inputs: readonly HostTensor[],
  device: Device,
  gradients: boolean,
): Promise<readonly EvaluatedTensor[]> {
  await model.to(device);
  const reads: Promise<EvaluatedTensor>[] = [];
  const keep = (name: string, pass: EvaluatedTensor["pass"], kept: Tensor): void => {
    const { shape } = kept;
    reads.push(kept.data().then((values) => ({ name, pass, shape, values })));
  };
  const run = (): Tensor => runModel(model, inputs, device, gradients);
  scope(() => {
    keep("output", "forward", run());
    for (const [name, { grad }] of model.namedParameters()) if (grad) keep(name, "gradient", grad);
    model.zeroGrad();
    const captured = capture(model, run);
    for (const { module, role, tensor: shown } of captured)
      keep(`${module}/${role}`, "forward", shown);
    for (const { module, role, gradient } of [...captured].reverse())
      if (gradient) keep(`${module}/${role}`, "gradient", gradient);
    captured.dispose();
    model.zeroGrad();
  });
  return Promise.all(reads);
}
