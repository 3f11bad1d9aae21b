import type { HostArray, Shape } from "@qkv/core-wasm/contract";
import { tensor } from "../device/create-tensor.ts";
import { capture } from "../modules/capture.ts";
import type { Module } from "../modules/module.ts";
import { Generator } from "../random/generator.ts";
import type { Device } from "../tensor/device.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { HostTensor } from "../weights/host-tensor.ts";

/** A module whose forward pass takes tensors, and options after them at most, and gives one tensor. */
export type VerifiableModule = Module & { forward(...inputs: never[]): Tensor };

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
  model: VerifiableModule,
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
  // As many tensors as the caller says the model takes; modules check what they are given.
  const { forward } = model as { forward(...inputs: Tensor[]): Tensor };
  const run = (): Tensor => {
    const output = forward.call(
      model,
      ...inputs.map(({ values, shape }) => tensor(values, { shape, device })),
    );
    if (gradients) output.backward({ gradient: randomWeights(output) });
    return output;
  };
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

/** Uniform in [-1, 1), of the output's shape, by a seed of its own. */
function randomWeights({ shape, size, device }: Tensor): Tensor {
  const values = Float32Array.from(new Generator(1).uniform(size), (value) => 2 * value - 1);
  return tensor(values, { shape, device });
}
