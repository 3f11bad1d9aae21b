import {
  type AttrsOf,
  type Inputs,
  type KernelName,
  kernels,
  type Operands,
  type Outputs,
  type Shape,
} from "@qkv/core-wasm/contract";
import { deviceError } from "./device.ts";
import { expectFloat32 } from "./expect-float32.ts";
import { expectTensor } from "./expect-tensor.ts";
import { observeLaunch } from "./launch-observer.ts";
import { Tensor } from "./tensor.ts";

type Named<T> = Record<string, T | undefined>;
type AnyLaunch = (inputs: object, outputs: object, shapes: object, attrs: object) => void;

/**
 * Check shapes, allocate the outputs, start the kernel. Knows nothing of gradients. `instead` are buffers to launch with
 * in the place of operands' own: the same values in another form.
 */
export function launch<K extends KernelName>(
  kernel: K,
  inputs: Inputs<K, Tensor>,
  attrs: AttrsOf<K>,
  instead: Partial<Inputs<K, unknown>> = {},
): Outputs<K, Tensor> {
  const spec = kernels[kernel];
  const operands: Operands = spec.inputs;
  const buffers: Named<unknown> = {};
  const shapes: Named<Shape> = {};
  let first: Tensor | undefined;
  let shared: Tensor | undefined; // the first operand of any dtype
  for (const name in operands) {
    const tensor = (inputs as Named<Tensor>)[name];
    if (tensor === undefined) continue;
    first ??= tensor;
    const { dtype = "float32", anyDtype } = operands[name]!;
    if (anyDtype) shared ??= tensor;
    checkOperand(kernel, name, tensor, anyDtype ? shared!.dtype : dtype, first);
    buffers[name] = (instead as Named<unknown>)[name] ?? tensor.storage.buffer;
    shapes[name] = tensor.shape;
  }
  const device = first!.device; // every kernel has a required input
  const outputShapes = (spec.shapes as (s: object, a: object) => Named<Shape>)(shapes, attrs);
  const outputs: Named<Tensor> = {};
  const outputBuffers: Named<unknown> = {};
  for (const name in outputShapes) {
    const shape = outputShapes[name];
    if (!shape) continue;
    const { dtype, anyDtype } = (spec.outputs as Operands)[name]!;
    const output = Tensor.empty(device, shape, anyDtype ? shared!.dtype : dtype);
    outputs[name] = output;
    outputBuffers[name] = output.storage.buffer;
  }
  (device.backend.kernels[kernel] as AnyLaunch)(buffers, outputBuffers, shapes, attrs);
  for (const name in operands)
    if (operands[name]!.updated) (inputs as Named<Tensor>)[name]?.storage.changed();
  observeLaunch(kernel, shapes, attrs);
  return outputs as Outputs<K, Tensor>;
}

/** Throw unless the operand has this dtype and is where the first one is. @internal */
export function checkOperand(
  kernel: string,
  name: string,
  tensor: Tensor,
  dtype: string,
  first: Tensor,
): void {
  // Only a tensor has a device: looking at the class of the first is enough, and costs half.
  if (tensor === first || tensor?.device !== first.device) expectTensor(kernel, name, tensor);
  if (tensor.dtype !== dtype) {
    expectFloat32(kernel, name, tensor);
    throw new TypeError(
      `${kernel}: ${name} is float32, expected int32, as tensor([0, 1], { dtype: "int32" }) is and ${name}.int() gives`,
    );
  }
  if (tensor.device !== first.device)
    throw deviceError(`${kernel}: ${name}`, tensor.device, first.device, "the others");
}
