import type { BuildName } from "../src/backend/kernel-build.ts";
import { createWasmBackend } from "../src/backend/wasm-backend.ts";
import { specOf } from "../src/contract/conformance-spec.ts";
import {
  type Backend,
  type HostArray,
  type KernelName,
  type Shape,
  sizeOf,
} from "../src/contract/index.ts";

type AnyLaunch = (inputs: object, outputs: object, shapes: object, attrs: object) => void;

/** A value with its shape; a plain array is one axis. */
export type Tensor =
  | readonly number[]
  | { readonly shape: Shape; readonly values: ArrayLike<number> };

/** The builds that this engine runs. */
export const availableBuilds = (["simd", "relaxed-simd"] as const).filter((build: BuildName) => {
  try {
    return createWasmBackend({ build });
  } catch {
    return false;
  }
});

/** Launch one kernel and read its outputs, and the inputs that it updates. */
export function runKernel(
  backend: Backend,
  kernel: KernelName,
  inputs: Readonly<Record<string, Tensor>>,
  attrs: object = {},
): Record<string, number[]> {
  const results = Object.entries(resultsOf(backend, kernel, inputs, attrs));
  return Object.fromEntries(results.map(([name, values]) => [name, Array.from(values)]));
}

/** The same, in the arrays of their types. */
export function resultsOf(
  backend: Backend,
  kernel: KernelName,
  inputs: Readonly<Record<string, Tensor>>,
  attrs: object,
): Record<string, HostArray> {
  const spec = specOf(kernel);
  const shapes: Record<string, Shape> = {};
  const buffers: Record<string, unknown> = {};
  const outputs: Record<string, unknown> = {};
  for (const [name, tensor] of Object.entries(inputs)) {
    const { shape, values } =
      "shape" in tensor ? tensor : { shape: [tensor.length], values: tensor };
    shapes[name] = shape;
    buffers[name] = backend.allocate(sizeOf(shape), spec.inputs[name]!.dtype ?? "float32");
    backend.upload(buffers[name], values);
  }
  for (const [name, shape] of Object.entries(spec.shapes(shapes as never, attrs)))
    if (shape)
      outputs[name] = backend.allocate(
        sizeOf(shape as Shape),
        spec.outputs[name]!.dtype ?? "float32",
      );
  const launch = backend.kernels[kernel] as unknown as AnyLaunch;
  launch(buffers, outputs, shapes, attrs);
  const results: Record<string, HostArray> = {};
  for (const [name, buffer] of [...Object.entries(outputs), ...Object.entries(buffers)])
    if (name in outputs || spec.inputs[name]!.updated)
      results[name] = backend.readSync!(buffer).slice();
  for (const buffer of [...Object.values(buffers), ...Object.values(outputs)])
    backend.release(buffer);
  return results;
}
