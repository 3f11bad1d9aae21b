import {
  type AttrsOf,
  type InPlaceKernelName,
  type Inputs,
  type JointInputs,
  kernels,
  type Operands,
  type Shape,
} from "@qkv/core-wasm/contract";
import type { Device } from "./device.ts";
import { checkOperand, launch } from "./launch.ts";
import { observeLaunch } from "./launch-observer.ts";
import { Tensor } from "./tensor.ts";

type Named<T> = Record<string, T | undefined>;
type Given = Readonly<Named<Tensor | readonly Tensor[]>>;
type AnyLaunchAll = (inputs: object, attrs: object) => void;

/**
 * Launch a kernel that works in place on each of several sets of operands, the first of every list and so on, as
 * `launch` would one after another: at once where the backend does that faster, with the same bits.
 */
export function launchAll<K extends InPlaceKernelName>(
  kernel: K,
  inputs: JointInputs<K, Tensor>,
  attrs: AttrsOf<K>,
): void {
  const given: Given = inputs;
  const operands: Operands = kernels[kernel].inputs;
  const count = countSets(kernel, operands, given);
  const device = count > 1 ? deviceOfAll(operands, given) : undefined;
  const together = device?.backend.launchAll?.[kernel] as AnyLaunchAll | undefined;
  if (!together) {
    for (let set = 0; set < count; set++) {
      const own: Named<Tensor> = {};
      for (const name in operands) own[name] = memberOf(given[name], set);
      launch(kernel, own as Inputs<K, Tensor>, attrs);
    }
    return;
  }
  checkSets(kernel, operands, given, count, attrs);
  const buffers: Named<unknown> = {};
  for (const name in operands) {
    const tensors = given[name];
    if (tensors instanceof Tensor) buffers[name] = tensors.storage.buffer;
    else if (tensors) buffers[name] = tensors.map(({ storage }) => storage.buffer);
  }
  together(buffers, attrs);
  for (const name in operands)
    if (operands[name]!.updated) for (const { storage } of listOf(given[name])) storage.changed();
}

const listOf = (tensors: Given[string]): readonly Tensor[] =>
  tensors instanceof Tensor ? [tensors] : (tensors ?? []);

const memberOf = (tensors: Given[string], set: number): Tensor | undefined =>
  tensors instanceof Tensor ? tensors : tensors?.[set];

/** The length of all lists. */
function countSets(kernel: string, operands: Operands, given: Given): number {
  let count: number | undefined;
  for (const name in operands) {
    const tensors = given[name];
    if (!tensors || tensors instanceof Tensor) continue;
    count ??= tensors.length;
    if (tensors.length !== count)
      throw new RangeError(
        `${kernel}: a list of ${tensors.length} for ${name}, expected ${count} as for the operand before`,
      );
  }
  return count ?? 0;
}

let calls = 0;

/** The device of all sets; undefined when there are several, or when memory that one set changes is in another. */
function deviceOfAll(operands: Operands, given: Given): Device | undefined {
  const call = ++calls;
  let device: Device | undefined;
  for (const name in operands)
    for (const { storage } of listOf(given[name])) {
      device ??= storage.device;
      if (storage.device !== device) return undefined;
      if (!operands[name]!.updated) continue;
      if (storage.changedInCall === call) return undefined;
      storage.changedInCall = call;
    }
  for (const name in operands)
    if (!operands[name]!.updated)
      for (const { storage } of listOf(given[name]))
        if (storage.changedInCall === call) return undefined;
  return device;
}

/** Throw at the first operand that `launch` would refuse; count the launches where somebody counts. */
function checkSets<K extends InPlaceKernelName>(
  kernel: K,
  operands: Operands,
  given: Given,
  count: number,
  attrs: AttrsOf<K>,
): void {
  const checkShapes = kernels[kernel].shapes as (shapes: object, attrs: object) => object;
  const shapes: Named<Shape> = {};
  let first: Tensor | undefined;
  for (let set = 0; set < count; set++) {
    for (const name in operands) {
      const tensor = memberOf(given[name], set);
      if (!tensor) continue;
      first ??= tensor;
      checkOperand(kernel, name, tensor, operands[name]!.dtype ?? "float32", first);
      shapes[name] = tensor.shape;
    }
    checkShapes(shapes, attrs);
    observeLaunch(kernel, shapes, attrs);
  }
}
