import {
  type AttrsOf,
  type DType,
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

/** What the contract says of a kernel's operands, in the order in which they are looked at. */
interface LaunchPlan {
  readonly inputs: readonly PlannedOperand[];
  readonly outputs: Operands;
  readonly shapes: (inputs: object, attrs: object) => Named<Shape>;
  /** Names of inputs that change in place. */
  readonly updated: readonly string[];
}

interface PlannedOperand {
  readonly name: string;
  readonly dtype: DType;
  readonly anyDtype: boolean;
}

const plans = new Map<KernelName, LaunchPlan>();

function planOf(kernel: KernelName): LaunchPlan {
  const known = plans.get(kernel);
  if (known) return known;
  const { inputs, outputs, shapes } = kernels[kernel];
  const operands = Object.entries(inputs as Operands);
  const plan = {
    inputs: operands.map(([name, { dtype = "float32", anyDtype = false }]) => ({
      name,
      dtype,
      anyDtype,
    })),
    outputs: outputs as Operands,
    shapes: shapes as LaunchPlan["shapes"],
    updated: operands.flatMap(([name, { updated }]) => (updated ? [name] : [])),
  };
  plans.set(kernel, plan);
  return plan;
}

/**
 * Check shapes, allocate the outputs, start the kernel. Knows nothing of gradients. `instead` are buffers to launch with
 * in the place of operands' own: the same values in another form.
 */
export function launch<K extends KernelName>(
  kernel: K,
  inputs: Inputs<K, Tensor>,
  attrs: AttrsOf<K>,
  instead?: Partial<Inputs<K, unknown>>,
): Outputs<K, Tensor> {
  const plan = planOf(kernel);
  const buffers: Named<unknown> = {};
  const shapes: Named<Shape> = {};
  let first: Tensor | undefined;
  let shared: Tensor | undefined; // the first operand of any dtype
  for (const { name, dtype, anyDtype } of plan.inputs) {
    const tensor = (inputs as Named<Tensor>)[name];
    if (tensor === undefined) continue;
    first ??= tensor;
    if (anyDtype) shared ??= tensor;
    checkOperand(kernel, name, tensor, anyDtype ? shared!.dtype : dtype, first);
    buffers[name] = (instead as Named<unknown> | undefined)?.[name] ?? tensor.storage.buffer;
    shapes[name] = tensor.shape;
  }
  const device = first!.device; // every kernel has a required input
  const outputShapes = plan.shapes(shapes, attrs);
  const outputs: Named<Tensor> = {};
  const outputBuffers: Named<unknown> = {};
  for (const name in outputShapes) {
    const shape = outputShapes[name];
    if (!shape) continue;
    const { dtype, anyDtype } = plan.outputs[name]!;
    const output = Tensor.empty(device, shape, anyDtype ? shared!.dtype : dtype);
    outputs[name] = output;
    outputBuffers[name] = output.storage.buffer;
  }
  (device.backend.kernels[kernel] as AnyLaunch)(buffers, outputBuffers, shapes, attrs);
  for (const name of plan.updated) (inputs as Named<Tensor>)[name]?.storage.changed();
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
